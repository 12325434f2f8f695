//! Writes documents wholly in Korean, Chinese, Vietnamese and Arabic, to be looked at.

#[path = "../tests/common/mod.rs"]
mod common;

use bridgebook_domain::{BlockKind, Value};
use bridgebook_pdf::{Options, export};
use common::Maker;

fn main() {
    let path = std::env::args().nth(1).expect("a path to write to");
    let mut documents = Vec::new();
    for (tag, title, heading, text, items) in [
        (
            "ko",
            "사고 대응 계획",
            "현재 상황",
            "유럽에서 카드 결제가 실패하고 있습니다. 결제 게이트웨이 4.2 버전을 배포한 뒤 오류율이 **38 %**까지 올라갔으며, 지갑 결제는 영향을 받지 않았습니다.\n\n- 모든 배포를 중단합니다.\n- 다음 업데이트는 15:04까지 보냅니다.",
            ["배포 동결", "인증서 체인 확인", "고객에게 알림"],
        ),
        (
            "zh-Hans",
            "事件行动计划",
            "当前情况",
            "欧盟的银行卡付款失败。支付网关 4.2 版本部署之后，错误率上升到 **38 %**；钱包付款不受影响。我们正在回滚该版本，下一次更新将在 15:04 之前发布。\n\n1. 冻结所有部署。\n2. 检查证书链。",
            ["冻结所有部署", "检查证书链", "通知客户"],
        ),
        (
            "vi",
            "Kế hoạch hành động sự cố",
            "Tình hình hiện tại",
            "Thanh toán bằng thẻ ở Liên minh châu Âu đang gặp lỗi. Sau khi triển khai phiên bản 4.2 của cổng thanh toán, tỷ lệ lỗi tăng lên **38 %**.",
            ["Đóng băng triển khai", "Kiểm tra chuỗi chứng chỉ", "Thông báo cho khách hàng"],
        ),
        (
            "ja",
            "インシデント対応計画",
            "現在の状況",
            "欧州でカード決済が失敗しています。ゲートウェイ4.2の配備後、エラー率が上昇しました。次回の更新は15時までに送ります。",
            ["配備の凍結", "証明書の確認", "顧客への連絡"],
        ),
    ] {
        let mut maker = Maker::new(title, "", "");
        maker.document.header.insert("language".into(), Value::one(tag));
        maker.prose(1, "", heading, text);
        let rows: Vec<Vec<(&str, &str)>> =
            items.iter().map(|t| vec![("text", *t), ("owner", "kj"), ("state", "open")]).collect();
        let rows: Vec<&[(&str, &str)]> = rows.iter().map(Vec::as_slice).collect();
        maker.preset(1, "", heading, BlockKind::Table, "objectives", &rows);
        documents.push(maker.input());
    }
    let mut binder = common::binder(documents);
    binder.incident = None;
    let made = export(&binder, &common::fonts(), &Options::default()).expect("the languages print");
    std::fs::write(path, made.bytes).expect("the path can be written");
}
