use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use jiff::{SignedDuration, Timestamp};
use proptest::prelude::*;

use super::*;

fn mail() -> DeliveryChannel {
    let way = Way::Mail {
        host: "smtp.example.com".into(),
        port: 465,
        security: MailSecurity::Tls,
        user: "desk".into(),
        from: "Incident desk <desk@example.com>".into(),
    };
    DeliveryChannel { id: "m".into(), name: "Mail".into(), way, internal: false }
}

fn hook(url: &str, internal: bool) -> DeliveryChannel {
    let way = Way::Webhook { url: url.into(), form: WebhookForm::Slack };
    DeliveryChannel { id: "h".into(), name: "Status".into(), way, internal }
}

/// Host, port, security, user and sender.
type Parts<'a> = (&'a mut String, &'a mut u16, &'a mut MailSecurity, &'a mut String, &'a mut String);

fn mail_with(change: impl FnOnce(Parts)) -> DeliveryChannel {
    let mut channel = mail();
    if let Way::Mail { host, port, security, user, from } = &mut channel.way {
        change((host, port, security, user, from));
    }
    channel
}

/// `""` stands for a channel that does.
fn check(channel: &DeliveryChannel, expected: &str) {
    let said = channel.check().err().unwrap_or_default();
    assert!(if expected.is_empty() { said.is_empty() } else { said.contains(expected) }, "{channel:?} said: {said}");
}

#[test]
fn a_mail_channel_is_taken_or_told_what_is_wrong() {
    check(&mail(), "");
    check(&DeliveryChannel { name: " ".into(), ..mail() }, "a name");
    for (host, expected) in [
        ("", "name of the mail server"),
        ("smtp.example.com\r\nRCPT TO:<x@y>", "line break"),
        ("https://smtp.example.com", "only the name"),
        ("smtp.example.com:465", "only the name"),
        ("smtp.example.com/x", "only the name"),
        ("localhost", "own network"),
        ("mail.localhost.", "own network"),
        ("127.0.0.1", "own network"),
        ("0x7f000001", "own network"),
        ("[::1]", "own network"),
        ("::ffff:10.0.0.1", "own network"),
        ("169.254.169.254", "Nothing is sent"),
        ("bücher.example", ""),
        ("203.0.114.7", ""),
    ] {
        check(&mail_with(|(h, ..)| *h = host.into()), expected);
    }
    check(&mail_with(|(_, port, ..)| *port = 0), "port");
    check(&mail_with(|(_, _, security, ..)| *security = MailSecurity::None), "own network");
    let open = DeliveryChannel { internal: true, ..mail_with(|(_, _, security, ..)| *security = MailSecurity::None) };
    check(&open, "password would be readable");
    let open = mail_with(|(_, _, security, user, _)| {
        *security = MailSecurity::None;
        user.clear();
    });
    check(&DeliveryChannel { internal: true, ..open }, "");
    for (from, expected) in [
        ("", "comes from"),
        ("desk@example.com", ""),
        ("\"Desk, Incident\" <desk@example.com>", ""),
        ("Störungsstelle <desk@example.com>", ""),
        ("Desk <desk>", "not an e-mail address"),
        ("desk@example.com\nBcc: all@example.com", "line break"),
    ] {
        check(&mail_with(|(.., f)| *f = from.into()), expected);
    }
}

#[test]
fn a_recipient_is_one_address_and_nothing_else() {
    for (address, taken) in [
        ("kim@example.com", true),
        ("jörg@example.com", true),
        ("kim+status@sub.example.co.uk", true),
        ("", false),
        ("kim", false),
        ("kim@example.com\r\nRCPT TO:<eve@example.com>", false),
        ("kim@example.com\n", false),
        ("kim@example.com, eve@example.com", false),
        ("Kim <kim@example.com>", false),
        ("<kim@example.com>", false),
        ("kim@exam ple.com", false),
        ("kim@example.com\0", false),
    ] {
        assert_eq!(mail().check_recipient(address).is_ok(), taken, "{address:?}");
    }
    assert_eq!(hook("https://hooks.example.com/a", false).check_recipient("#status"), Ok(()));
    assert!(hook("https://hooks.example.com/a", false).check_recipient("#status\n").is_err());
}

#[test]
fn a_webhook_is_taken_or_told_what_is_wrong_without_its_path() {
    for (url, internal, expected) in [
        ("https://hooks.example.com/services/T1/B2/wxyz", false, ""),
        ("", false, "Give the address"),
        ("hooks.example.com/wxyz", false, "begins with https"),
        ("ftp://hooks.example.com/wxyz", false, "not an address of the web"),
        ("javascript:wxyz", false, "not an address of the web"),
        ("http://hooks.example.com/wxyz", false, "begins with http://"),
        ("http://hooks.example.com/wxyz", true, ""),
        ("https://kim:wxyz@hooks.example.com/", false, "before the @"),
        ("https://hooks.example.com/#wxyz", false, "#"),
        ("https://hooks.example.com:0/wxyz", false, "port"),
        ("https://hooks.example.com/wx\r\nyz", false, "line break"),
        ("https://localhost/wxyz", false, "own network"),
        ("https://localhost/wxyz", true, ""),
        ("https://2130706433/wxyz", false, "own network"),
        ("https://0/wxyz", true, "Nothing is sent"),
        ("https://192.168.1.7/wxyz", false, "own network"),
        ("https://192.168.1.7/wxyz", true, ""),
        ("https://[fe80::1]/wxyz", true, "Nothing is sent"),
        ("https://[64:ff9b::7f00:1]/wxyz", false, "own network"),
        ("https://169.254.169.254/wxyz", true, "Nothing is sent"),
    ] {
        check(&hook(url, internal), expected);
        let said = hook(url, internal).check().err().unwrap_or_default();
        assert!(!said.contains("wxyz"), "an address of a webhook is a secret: {said}");
    }
}

#[test]
fn a_sealed_channel_holds_nothing_secret_and_seals_once() {
    let (kept, secret) =
        hook("https://hooks.example.com:8443/services/T1?k=wxyz", false).seal(Some("t0ken")).expect("good");
    let text = serde_json::to_string(&kept).expect("json");
    assert!(!text.contains("T1") && !text.contains("wxyz") && !text.contains("t0ken"), "{text}");
    assert!(text.contains("https://hooks.example.com:8443/…"), "{text}");
    assert_eq!(secret.as_deref(), Some("https://hooks.example.com:8443/services/T1?k=wxyz t0ken"));
    assert_eq!(kept.check(), Ok(()));
    assert!(kept.needs_secret() && mail().needs_secret());
    assert!(!mail_with(|(_, _, _, user, _)| user.clear()).needs_secret());
    assert_eq!(kept.clone().seal(Some("")), Ok((kept.clone(), None)), "nothing typed");
    let alone = kept.clone().seal(Some("another")).expect_err("a token without its address is not dropped");
    assert_eq!(alone, "Enter the address of the webhook together with its token.");
    assert_eq!(kept.clone().seal(None), Ok((kept, None)), "what is sealed stays so");
    let (kept, secret) = mail().seal(Some("pass word")).expect("good");
    assert_eq!((kept, secret.as_deref()), (mail(), Some("pass word")));
    assert!(hook("https://hooks.example.com/a", false).seal(Some("a b")).is_err());
    assert!(hook("http://hooks.example.com/a", false).seal(None).is_err());
}

#[test]
fn what_is_stored_is_read_again() {
    for channel in [mail(), hook("https://hooks.example.com/a", true)] {
        let text = serde_json::to_string(&channel).expect("json");
        assert_eq!(serde_json::from_str::<DeliveryChannel>(&text).expect("json"), channel);
    }
    for state in DeliveryState::ALL {
        assert_eq!(DeliveryState::from_word(state.as_str()), Some(state));
        assert_eq!(serde_json::to_string(&state).expect("json"), format!("\"{}\"", state.as_str()));
    }
    assert_eq!(DeliveryState::from_word("draft"), None);
}

#[test]
fn a_network_address_leads_where_the_registries_say() {
    for (text, expected) in [
        ("8.8.8.8", Reach::Public),
        ("172.32.0.1", Reach::Public),
        ("100.128.0.1", Reach::Public),
        ("127.8.8.8", Reach::Internal),
        ("10.1.2.3", Reach::Internal),
        ("172.31.255.255", Reach::Internal),
        ("192.168.0.1", Reach::Internal),
        ("100.64.0.1", Reach::Internal),
        ("0.0.0.0", Reach::Never),
        ("169.254.169.254", Reach::Never),
        ("192.0.2.1", Reach::Never),
        ("198.18.0.1", Reach::Never),
        ("224.0.0.1", Reach::Never),
        ("255.255.255.255", Reach::Never),
        ("2606:4700::1111", Reach::Public),
        ("::1", Reach::Internal),
        ("fd00::1", Reach::Internal),
        ("::ffff:8.8.8.8", Reach::Public),
        ("::ffff:127.0.0.1", Reach::Internal),
        ("::ffff:169.254.169.254", Reach::Never),
        ("::127.0.0.1", Reach::Internal),
        ("64:ff9b::10.0.0.1", Reach::Internal),
        ("64:ff9b:1::1", Reach::Never),
        ("2002:7f00:1::", Reach::Internal),
        ("2001:0:1::", Reach::Never),
        ("2001:db8::1", Reach::Never),
        ("::", Reach::Never),
        ("fe80::1", Reach::Never),
        ("fec0::1", Reach::Never),
        ("ff02::1", Reach::Never),
        ("100::1", Reach::Never),
        ("4000::1", Reach::Never),
    ] {
        assert_eq!(reach(text.parse().expect("an address")), expected, "{text}");
    }
}

fn step() -> impl Strategy<Value = DeliveryStep> {
    use DeliveryStep as Step;
    prop::sample::select(vec![
        Step::Start,
        Step::BodyLeaves,
        Step::Accepted,
        Step::Later,
        Step::Refused,
        Step::NoAnswer,
        Step::Restart,
        Step::SendAgain,
        Step::MarkSent,
        Step::GiveUp,
    ])
}

proptest! {
    #[test]
    fn nothing_leaves_twice_without_a_person_or_an_answer(steps in prop::collection::vec(step(), 0..60)) {
        let mut state = DeliveryState::Queued;
        // Whether a text left that may have been taken.
        let mut may_have_arrived = false;
        for step in steps {
            let Some(next) = state.after(step) else { continue };
            match step {
                DeliveryStep::BodyLeaves => {
                    prop_assert!(!may_have_arrived, "a second text leaves from {state:?}");
                    may_have_arrived = true;
                }
                DeliveryStep::Later | DeliveryStep::Refused | DeliveryStep::SendAgain => may_have_arrived = false,
                _ => {}
            }
            if may_have_arrived {
                prop_assert!(!next.waits(), "{state:?} goes to {next:?} by {step:?}");
            }
            state = next;
        }
    }

    #[test]
    fn what_left_without_an_answer_never_waits_again_by_itself(
        from in prop::sample::select(vec![DeliveryState::Body, DeliveryState::Uncertain]),
        steps in prop::collection::vec(step(), 0..40),
    ) {
        let mut state = from;
        for step in steps {
            // An answer from the other side ends what the property speaks of.
            if step.is_by_hand() || matches!(step, DeliveryStep::Later) {
                continue;
            }
            state = state.after(step).unwrap_or(state);
            prop_assert!(!state.waits() && state != DeliveryState::Envelope, "{state:?}");
        }
    }

    #[test]
    fn a_restart_settles_and_settles_once(from in prop::sample::select(DeliveryState::ALL.to_vec())) {
        let settled = after_restart(from);
        prop_assert!(!matches!(settled, DeliveryState::Envelope | DeliveryState::Body));
        prop_assert_eq!(after_restart(settled), settled);
        prop_assert_eq!(from.after(DeliveryStep::Restart), Some(settled));
    }

    #[test]
    fn a_wait_is_bounded_grows_and_is_never_shorter_than_asked(
        attempt in 0_u32..=u32::MAX,
        asked in prop::option::of(-10_i64..1_000_000),
        now in 0_i64..4_000_000_000,
    ) {
        let now = Timestamp::from_second(now).expect("in range");
        let asked = asked.map(SignedDuration::from_secs);
        let wait = |attempt, asked| next_attempt(attempt, asked, now).duration_since(now);
        let chosen = wait(attempt, asked);
        prop_assert!(chosen >= SignedDuration::from_secs(15) && chosen <= SignedDuration::from_hours(1));
        prop_assert!(asked.is_none_or(|asked| chosen >= asked.min(SignedDuration::from_hours(1))));
        prop_assert!(wait(attempt, None) <= SignedDuration::from_mins(15));
        prop_assert!(wait(attempt.saturating_add(1), asked) >= chosen);
    }

    #[test]
    fn an_address_inside_another_leads_nowhere_else(bits in any::<u32>(), rest in any::<u64>()) {
        let v4 = Ipv4Addr::from(bits);
        let [high, low] = [(bits >> 16) as u16, bits as u16];
        let plain = reach(IpAddr::V4(v4));
        let carriers = [
            v4.to_ipv6_mapped(),
            Ipv6Addr::new(0x64, 0xff9b, 0, 0, 0, 0, high, low),
            Ipv6Addr::from((0x2002_u128 << 112) | (u128::from(bits) << 80) | u128::from(rest)),
        ];
        for carrier in carriers {
            prop_assert_eq!(reach(IpAddr::V6(carrier)), plain, "{} in {}", v4, carrier);
        }
    }

    #[test]
    fn what_the_language_knows_as_special_is_never_public(bits in any::<u128>(), few in any::<u32>()) {
        let v4 = Ipv4Addr::from(few);
        let special = v4.is_loopback() || v4.is_private() || v4.is_link_local() || v4.is_multicast()
            || v4.is_broadcast() || v4.is_unspecified() || v4.is_documentation();
        prop_assert!(!special || reach(IpAddr::V4(v4)) != Reach::Public, "{v4}");
        let v6 = Ipv6Addr::from(bits);
        let special = v6.is_loopback() || v6.is_multicast() || v6.is_unicast_link_local() || v6.is_unique_local();
        prop_assert!(!special || reach(IpAddr::V6(v6)) != Reach::Public, "{v6}");
    }

    #[test]
    fn no_text_makes_the_checks_fall_over(text in "\\PC{0,60}|[a-z@:/.<>\\[\\]\\r\\n…]{0,40}", internal: bool) {
        let _ = hook(&text, internal).seal(Some(&text));
        let mail_of_it = mail_with(|(host, _, _, user, from)| {
            host.clone_from(&text);
            user.clone_from(&text);
            from.clone_from(&text);
        });
        let _ = DeliveryChannel { internal, ..mail_of_it }.check();
        if mail().check_recipient(&text).is_ok() {
            prop_assert!(!text.contains(['\r', '\n', ' ']));
        }
    }
}
