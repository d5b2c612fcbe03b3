"""Forty faults of an office and what helps, in English and Chinese, and pictures of the messages with frame around."""

from __future__ import annotations

import csv
import io

from PIL import Image, ImageDraw

from tests.ingest.drawn import DARK, LIGHT, font

ENGLISH = """
The printer is out of paper|Load paper into tray 2 and press Resume.
Cannot connect to the mail server|Check the cable, then ask the help desk whether the server is being serviced.
Your password has expired|Choose a new one under Account. It needs twelve characters.
The file is in use by another user|Ask the colleague to close it, or save a copy under another name.
Not enough disk space to save the document|Empty the recycle bin or move old projects to the archive.
The certificate of this site is not trusted|Check the date of your computer; never click on past it at home.
Payment was declined by the bank|Use another card, or call the number on its back.
Session timed out because of inactivity|Sign in again; a draft is kept for one hour.
The invoice number already exists|Raise the last digit, or look for the earlier invoice in the journal.
Battery temperature too high, charging stopped|Take the device out of the sun and wait half an hour.
Scanner lamp is warming up|Wait a minute; if it does not end, have the lamp replaced.
Update failed with code 0x80070643|Restart, then install the update by hand from the company portal.
VPN tunnel could not be established|Check the one-time code; your phone's clock must be right.
Camera is blocked by another application|Close the meeting programme that runs in the background.
The database is locked for maintenance|It opens again at six in the morning.
No signal on HDMI input 2|Push the plug in firmly and choose the right source.
Door controller reports forced entry|Call security at once and stay away from the door.
The shipping address is incomplete|Add a house number; parcel boxes need the customer number too.
Your licence is valid for one device only|Sign out on the old device first.
Cooling fan does not turn|Switch the machine off and clear the inlet of dust.
The order cannot be changed after packing|Let it arrive and send it back free of charge.
Microphone is muted by the system|Press the key with the crossed microphone.
Import stopped at row 118: date not recognised|Write dates as year, month, day.
Too many attempts, account locked for 15 minutes|Wait, or have the help desk unlock it.
Calibration required before next measurement|Place the reference block and follow the steps.
The attachment exceeds 25 MB|Put it into the shared folder and send a link.
Water tank is empty or not seated|Fill it to the line and push until it clicks.
Licence server not reachable, 3 days left|Connect to the office network once within that time.
Spelling dictionary is missing|Install the language pack under Languages.
Roaming is switched off by your carrier|Order the travel option in the carrier's own app.
Door of the oven is not closed|Look for a tray that stands out, then close it firmly.
Toner cartridge is not genuine|You may go on; quality is at your own risk.
Time difference with the domain controller too large|Set the clock, then sign in again.
The meeting room is already booked|Choose another room or ask its owner to swap.
Unsupported colour profile in this image|Convert it to sRGB before placing it.
Elevator out of service until inspection|Use the stairs at the north end.
Barcode could not be read|Clean the window of the reader and hold it a hand away.
Your trip report has been sent back|Add the missing receipts and submit it anew.
Sensor 7 gives implausible values|Check its plug; if it is dry and firm, replace it.
Two-step code is wrong or too old|Wait for the next code; each lives thirty seconds.
"""

CHINESE = """
打印机缺纸|请在二号纸盒中装入纸张，然后按继续键。
无法连接邮件服务器|请检查网线，并向服务台询问服务器是否在维护。
您的密码已过期|请在账户页面设置新密码，至少十二位。
文件正被其他用户使用|请同事先关闭该文件，或另存为一个副本。
磁盘空间不足，无法保存文档|请清空回收站，或把旧项目移到归档盘。
此网站的证书不受信任|请检查电脑日期，切勿强行继续访问。
银行拒绝了本次付款|请换一张卡，或拨打卡背面的电话。
长时间未操作，会话已超时|请重新登录，草稿会保留一小时。
发票号码已存在|请把末位加一，或在日记账中查找先前的发票。
电池温度过高，已停止充电|请把设备移到阴凉处，等待半小时。
扫描仪灯管正在预热|请等待一分钟，若一直不结束请更换灯管。
更新失败，代码 0x80070643|请重启后从公司门户手动安装更新。
无法建立虚拟专用网隧道|请检查一次性口令，手机时间必须准确。
摄像头被其他应用占用|请关闭后台运行的会议程序。
数据库正在维护，暂时锁定|早上六点会重新开放。
HDMI 输入 2 无信号|请插紧插头，并选择正确的信号源。
门禁控制器报告强行闯入|请立即通知保安，并远离该门。
收货地址不完整|请补充门牌号，快递柜还需要客户编号。
您的许可证只能用于一台设备|请先在旧设备上退出登录。
散热风扇不转|请关闭机器，清除进风口的灰尘。
订单打包后不能修改|请收货后免费退回。
麦克风已被系统静音|请按下带斜线麦克风的按键。
导入在第 118 行停止：日期无法识别|日期请按年、月、日的顺序书写。
尝试次数过多，账户锁定 15 分钟|请稍候，或请服务台解锁。
下次测量前需要校准|请放上标准块并按提示操作。
附件超过 25 MB|请放入共享文件夹并发送链接。
水箱为空或未装好|请加水到刻度线，推到听见咔哒声。
许可证服务器无法访问，还剩 3 天|请在期限内连接一次办公网络。
缺少拼写词典|请在语言页面安装语言包。
运营商已关闭漫游|请在运营商应用中订购旅行套餐。
烤箱门没有关好|请查看是否有烤盘突出，然后用力关上。
墨粉盒不是原装产品|可以继续使用，但质量自负。
与域控制器的时间相差过大|请校准时钟后重新登录。
会议室已被预订|请选择其他会议室，或与预订人协商。
此图像的颜色配置不受支持|请先转换为 sRGB 再置入。
电梯停用，等待检验|请使用北侧楼梯。
条形码无法读取|请擦净读码器窗口，保持一掌距离。
您的差旅报告已被退回|请补齐票据后重新提交。
7 号传感器数值不可信|请检查插头，若干燥牢固则更换传感器。
两步验证码错误或已过期|请等待下一个验证码，每个有效三十秒。
"""

_AROUND = {
    "en": (
        "Contoso Desk 4.2 – customer 20318 – Maria Lopez",
        "File   Edit   View   Tools   Help",
        ("Retry", "Cancel", "Help"),
        "Signed in as m.lopez · printer Office-2 · 3 updates waiting · mail 14",
        "Something went wrong",
    ),
    "zh": (
        "康拓工作台 4.2 – 客户 20318 – 李明",
        "文件   编辑   查看   工具   帮助",
        ("重试", "取消", "帮助"),
        "当前用户 李明 · 打印机 办公室二号 · 3 个更新待安装 · 邮件 14",
        "出现问题",
    ),
}


def entries(language: str) -> list[tuple[str, str]]:
    """Return (message, what helps) of the forty faults."""
    rows = (ENGLISH if language == "en" else CHINESE).strip().split("\n")
    return [(message, answer) for message, _, answer in (row.partition("|") for row in rows)]


def table(language: str) -> bytes:
    """Return them as an FAQ table."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(("Question", "Answer") if language == "en" else ("问题", "答案"))
    rows.writerows(entries(language))
    return text.getvalue().encode()


def words(message: str, language: str, title: str = "") -> str:
    """Return what OCR reads on a screenshot, blocks set apart by empty lines."""
    bar, menu, buttons, below, usual = _AROUND[language]
    return "\n\n".join((bar, " ".join(menu.split()), title or usual, message, "\n".join(buttons), below))


def screenshot(message: str, language: str, *, dark: bool = False, title: str = "") -> Image.Image:
    """Draw a window with menus, an error box with title and message in it, buttons, and a line of state below."""
    bar, menu, buttons, below, usual = _AROUND[language]
    title = title or usual
    desk, window, ink, lesser = DARK if dark else LIGHT
    small, plain, big = font(14), font(18), font(22)
    width, height = max(760, round(plain.getlength(message)) + 220), 420
    picture = Image.new("RGB", (width, height), desk)
    pen = ImageDraw.Draw(picture)
    pen.text((16, 10), bar, fill=lesser, font=small)
    pen.text((16, 40), menu, fill=ink, font=small)
    pen.rounded_rectangle((90, 100, width - 90, 340), radius=10, fill=window, outline=lesser)
    pen.text((120, 120), title, fill=ink, font=big)
    pen.text((120, 180), message, fill=ink, font=plain)
    for at, name in enumerate(buttons):
        pen.rounded_rectangle((120 + at * 120, 280, 220 + at * 120, 316), radius=6, outline=lesser)
        pen.text((140 + at * 120, 287), name, fill=ink, font=small)
    pen.text((16, height - 30), below, fill=lesser, font=small)
    return picture
