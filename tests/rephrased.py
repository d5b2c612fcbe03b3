"""The forty faults of ``faults`` as people put them in an FAQ: none is asked in the words of its message."""

from __future__ import annotations

import csv
import io

from tests.faults import entries

ENGLISH = """
Why does nothing come out when the paper tray is empty?
What if e-mails can be neither sent nor fetched?
How do I renew a password that is too old?
A document cannot be saved because a colleague has it open
What to do when the hard disk is full?
The browser warns of an unsafe website certificate
Why did the bank refuse my card payment?
I was signed out after doing nothing for a while
An invoice with this number was entered before
The device does not charge when it is hot
How long does a cold scanner lamp need?
Installing a Windows update ends with an error code
The VPN does not come up
Another program is using my webcam
Why can nobody get into the database at night?
The monitor stays black on the second HDMI port
Alarm: somebody broke a door open
A parcel cannot be sent without a full address
Using one licence on a second computer
The fan stands still
Can I alter an order that is packed already?
The others in the call do not hear my microphone
A CSV import breaks off because of a wrong date
My account is locked after I mistyped my password
The measuring device asks to be calibrated
A mail's attachment is too large
The coffee machine does not see its water tank
Working on the road without the licence server
The spelling checker does not know my language
No mobile data abroad: roaming does not work
The oven does not start, its door seems open
Can I use toner of another maker?
Signing in fails because the clock is wrong
Somebody else has reserved the meeting room
A picture's colour profile is refused
When will the lift work again?
The barcode reader does not beep
Why did my travel expenses come back?
A sensor shows readings that make no sense
The one-time code is not accepted
"""

CHINESE = """
纸盒空了，打印不出来怎么办？
邮件收发不了怎么办？
密码用得太久了，怎么更换？
同事打开着文档，我保存不了
硬盘满了怎么办？
浏览器提示网站证书不安全
刷卡付款为什么被银行拒绝？
离开一会儿就被退出登录了
这个编号的发票以前录入过
设备发烫时充不进电
扫描仪的灯要热多久？
安装系统更新时出现错误代码
VPN 连不上
别的程序占着摄像头
夜里为什么谁都进不了数据库？
显示器第二个 HDMI 接口没有画面
有人撬门的警报
地址写得不全，包裹寄不出去
想在第二台电脑上使用许可证
风扇停着不动
打包好的订单还能改吗？
开会时别人听不到我的麦克风
导入表格时因日期不对而中断
输错密码太多，账户被锁了
测量仪器提示要做校准
邮件的附件太大了
咖啡机认不出水箱
出差时连不到许可证服务器
拼写检查不认识我的语言
在国外没有移动数据，漫游用不了
烤箱不启动，好像门开着
可以用别家的墨粉吗？
时钟不准，登录失败
会议室被别人订走了
图片的颜色配置被拒绝
电梯什么时候恢复？
扫码枪没有反应
差旅报销为什么退回来了？
传感器的读数不合常理
动态验证码不被接受
"""

TITLES = {
    "en": ("Print", "Mail", "Account", "Office", "Backup", "Customer", "Company", "Network", "Code", "Payment"),
    "zh": ("打印", "邮件", "账户", "办公", "备份", "客户", "公司", "网络", "口令", "付款"),
}
"""One-word titles of windows; some stand in the answers to other faults."""


def asked(language: str) -> list[str]:
    """Return the forty questions, in the order of ``faults.entries``."""
    return (ENGLISH if language == "en" else CHINESE).strip().split("\n")


def table(language: str) -> bytes:
    """Return them with the answers as an FAQ table."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("Question", "Answer") if language == "en" else ("问题", "答案"))
    rows.writerows((question, answer) for question, (_, answer) in zip(asked(language), entries(language), strict=True))
    return text.getvalue().encode()
