//! Every section and field that the domain reference asks of a template (B.1 to B.8 and B.10) is there: read from
//! the files under `templates/en`, by the keys that rules know or the names that people read.

mod shipped;

use std::collections::BTreeSet;
use std::path::Path;

use bridgebook_domain::block::Section;
use shipped::template;

/// Template; heading, kind or preset of a section; what it holds: keys and names of columns and fields, and words
/// that stand in its rows or text (written with a `~` before them).
#[rustfmt::skip]
const WANTED: &[(&str, &str, &str)] = &[
    // B.1 incident action plan
    ("incident-action-plan", "objectives-cover", "priorities,command_emphasis,awareness,constraints,change_freeze,change_freeze_scope"),
    ("incident-action-plan", "objectives", "no,text,smart,owner,target,measure,state"),
    ("incident-action-plan", "situation", "what_happened,started_at,detected_at,reported_at,detection_source,services,customers,customers_percent,regions,tiers,business_impact,conditions,actions,needs,facts,unknowns,assumptions,diagram"),
    ("incident-action-plan", "hypotheses", "text,state,evidence,owner"),
    ("incident-action-plan", "roster", "section,position,person,deputy,contact,from,to,reports_to,~Scribe,~Legal and Privacy,~Change-risk Officer,~Logistics Lead,~Vendor Liaison,~Security"),
    ("incident-action-plan", "Vendors, partners and authorities at the table", "organisation,name,contact"),
    ("incident-action-plan", "assignments", "work_stream,text,objective,owner,due,time_box,state,result,rollback"),
    ("incident-action-plan", "Work-streams", "work_stream,leader,goal,channel,contact"),
    ("incident-action-plan", "People and resources assigned", "resource,leader,persons,contact,location,notes"),
    ("incident-action-plan", "resources", "work_stream,assignment,resource,required,have,location,arrival,equipment,request"),
    ("incident-action-plan", "risks", "area,risk,likelihood,impact,mitigation,owner,residual"),
    ("incident-action-plan", "Way back", "rollback_required,rollback_location"),
    ("incident-action-plan", "communications-list", "function,channel,address,assignment,pace,recorded,depends_on,remarks"),
    ("incident-action-plan", "Responder care", "~Relief,~Food,~Way home,~assistance line,~emergency numbers"),
    ("incident-action-plan", "periods", "kind,number,from,to,purpose,attendees,location,output,~Tactics,~Planning,~Objectives"),
    ("incident-action-plan", "decisions", "at,decision,options,rationale,decider,consulted,reversible"),
    ("incident-action-plan", "resource-requests", "description,kind,type,quantity,priority,arrival,estimated,substitutes,cost,requested_by,approver,logistics,finance,state"),
    ("incident-action-plan", "messages", "to,from,subject,at,message,approver,reply,replied_by"),
    ("incident-action-plan", "approvals", "checkpoint,approver,due,conditions"),
    ("incident-action-plan", "Standing down", "~Access,~Silenced alerts,~Evidence"),
    // B.1 short layout and B.5.3
    ("incident-action-plan-short", "Situation", "what_happened,conditions,actions,needs"),
    ("incident-action-plan-short", "Mission", "mission,priorities"),
    ("incident-action-plan-short", "Execution", "text,owner,due"),
    ("incident-action-plan-short", "Administration", "position,person"),
    ("incident-action-plan-short", "Communications", "function,channel,pace"),
    ("incident-action-plan-short", "Safety", "risk,mitigation"),
    ("incident-action-plan-short", "Points of approval", "checkpoint,approver"),
    ("incident-action-plan-short", "Period and meetings", "~Period,~Hand-over"),
    // B.2 incident communication plan
    ("incident-communication-plan", "Purpose and principles", "~One story,~As of,~No surprises,~The next time"),
    ("incident-communication-plan", "thresholds", "criterion,metric,operator,value,severity,audiences,within,~assistant"),
    ("incident-communication-plan", "audiences", "audience,information_need,primary_channel,alternate_channel,owner,reviewers,approver"),
    ("incident-communication-plan", "How audiences are treated", "group,sensitivity,language,contacts,acknowledge,reply_by"),
    ("incident-communication-plan", "Quiet hours", "audience,quiet_hours,zone,quiet_rule,not_at"),
    ("incident-communication-plan", "cadence", "severity,state,audience,after_elapsed,first_within,interval,channel,owner,approver,stage,on_change"),
    ("incident-communication-plan", "stages", "audience,stage,subject,body,required,limit,~Holding,~Investigating,~Scope,~Identified,~Monitoring,~Resolved,~Post-incident,~{{next_update_at}},~{{as_of}},~{{workaround}},~{{status_page}},~{{bridge}},~{{commander}},~{{contact}},~{{action}}"),
    ("incident-communication-plan", "contacts", "name,primary,alternate,contingency,emergency,depends_on"),
    ("incident-communication-plan", "Call tree", "caller,calls,channel,retry,fallback"),
    ("incident-communication-plan", "spokespersons", "Speaks,About,Never says"),
    ("incident-communication-plan", "Media line", "~We know that"),
    ("incident-communication-plan", "Social pause list", "~advertisements,~Scheduled posts,~Outbound"),
    ("incident-communication-plan", "regulatory", "regime,article,applies,anchor,anchor_at,offset,calendar,recipient,owner,approver,status,source,reviewed_on,~GDPR,~NIS2,~DORA,~HIPAA,~SEC,~PCI DSS,~PIPEDA"),
    ("incident-communication-plan", "Reasons and filings", "rationale,evidence,content,reference,decisions"),
    ("incident-communication-plan", "What a notice contains", "~malicious,~other countries"),
    ("incident-communication-plan", "communication-escalation", "~5 min,~10 min,~15 min"),
    ("incident-communication-plan", "questions", "Question,Answer,Approved by"),
    ("incident-communication-plan", "Rumours and monitoring", "truth,answer,owner"),
    ("incident-communication-plan", "After the incident", "~promised time"),
    ("incident-communication-plan", "checklist", ""),
    // B.3 RACI
    ("raci-major-incident", "raci", "no,stage,activity,deliverable,sop,frequency,risk,ai_assist,human_review,decision_right,due"),
    ("raci-major-incident", "What each activity means", "description"),
    ("raci-major-incident", "delegation", "from,to,scope,valid_until"),
    ("raci-major-incident", "ai-delegation", "What may be delegated,Limits,Who revokes"),
    ("raci-major-incident", "agreement", "person,on"),
    ("raci-major-incident", "Letters", "~Responsible,~Accountable,~Consulted,~Informed"),
    ("raci-planning", "Stages", "~AI triage,~Human review,~Escalation,~Resolution,~Review"),
    ("raci-planning", "raci", "no,stage,activity,deliverable,sop,frequency,risk,ai_assist,human_review,decision_right,due,AI assistant"),
    ("raci-planning", "ai-delegation", "What may be delegated,Limits,Who revokes,confidence"),
    ("raci-planning", "Never delegated", "~money"),
    // B.4 escalation matrix
    ("escalation-matrix", "Scope and principles", "~When in doubt,~treat the incident as the higher"),
    ("escalation-matrix", "impact-urgency", "impact,urgency,severity"),
    ("escalation-matrix", "severities", "severity,criteria,examples,response_target,resolution_target,at_risk_percent,calendar,Internal update every,External update every"),
    ("escalation-matrix", "escalation", "severity,level,clock,target,backup,notify,acknowledge_within,resolve_within,after,hand_off,may_decline"),
    ("escalation-matrix", "levels", "level,name,kind,responsibility,skills,hand_off,may_decline"),
    ("escalation-matrix", "paths", "kind,service,severity,levels"),
    ("escalation-matrix", "triggers", "name,enabled,kind,risk,condition,outcome,procedure,target,level,effects,notify,methods,status,severity,within,initiated,reason,default,cases,~Recovery procedure"),
    ("escalation-matrix", "notification-rules", "event,audience,channel,Message,delay,repeat"),
    ("escalation-matrix", "Clocks and calendars", "calendar_major,calendar,holidays,enforce_from"),
    ("escalation-matrix", "pause-reasons", "Reason,Meaning,Allowed by"),
    ("escalation-matrix", "What is highlighted", "column,operator,value,shown"),
    ("escalation-matrix", "vendor-escalation", "vendor,contract,contact,path,sla,pin"),
    ("escalation-matrix", "cross-functional", "~Legal and Privacy,~Security,~Finance,~Communications Lead,~employee,~building"),
    ("escalation-matrix", "De-escalation and closure", "~lowers a severity"),
    ("escalation-matrix", "Coverage and simulation", "when,expected,actual,result,tried_on"),
    ("escalation-matrix", "The matrix in short", "Category,Description,Resolution,Expected Response Time,Expected Resolution Time"),
    ("escalation-matrix", "approvals", ""),
    // B.5.1 customer service escalation
    ("customer-service-escalation", "tickets", "id,opened,channel,customer,tier,company,subject,conversation,handled_by,level,reason,initiated,confidence,sentiment,attempts,customer_data,owner,status,priority,response_due,resolution_due,responded,resolved,rerouted,first_contact"),
    ("customer-service-escalation", "tiers", "level,target,hand_off,within"),
    ("customer-service-escalation", "How to look at them", "~Level,~at risk,~Escalation reason"),
    // B.5.2 IT service management
    ("it-service-management", "it-records", "kind,status,escalation_type,impact,urgency,priority,service,requester,owner,resolution_due,approver,approval,risk,rollback,window,related"),
    ("it-service-management", "Dashboard", "~escalated,~decision"),
    ("it-service-management", "Hand-offs between teams", "from,to,payload,within"),
    // B.5.5 customer support queue
    ("customer-support-queue", "support-requests", "type,customer,company,resolution_due,status,tier,owner,brief,handled_by"),
    ("customer-support-queue", "States", "~Unassigned,~Escalated T3,~Waiting vendor,~Fix ready,~Archived,~Duplicate"),
    ("customer-support-queue", "Views", "~List,~Board,~By status,~Conversation"),
    // B.5.6 quality control, and B.10: community moderation
    ("quality-control-checklist", "Lot", "process,batch,inspector,ai_checker"),
    ("quality-control-checklist", "quality-checks", "no,check,standard,method,ai_result,confidence,human_result,defect_type,severity,occurrences,evidence,approval,approver,decided,correction"),
    ("quality-control-checklist", "triggers", "~Defect type,~Frequency"),
    ("quality-control-checklist", "Final disposition", "disposition"),
    ("content-moderation-checklist", "quality-checks", "no,check,standard,method,ai_result,confidence,human_result,defect_type,severity,occurrences,evidence,approval,approver,decided,correction"),
    ("content-moderation-checklist", "Final disposition", "disposition,overturned"),
    // B.5.8 software integration
    ("software-integration-tracker", "integrations", "name,source,target,kind,owner,status,dependencies,approvals,input_reason,input_since"),
    ("software-integration-tracker", "handoffs", "no,name,from,to,payload,owner,sla,failure_types,on_failure,volume,wait"),
    ("software-integration-tracker", "Input required", "~Human review,~Missing data,~System confirmation,within"),
    ("software-integration-tracker", "Dependency checks", "check,result,checked_by"),
    ("software-integration-tracker", "Issue log", "failure,subject,owner,status"),
    ("software-integration-tracker", "baseline-audit", "volume,wait,breakdown"),
    // B.5.9 the one-page escalation matrix
    ("incident-escalation-matrix", "service-matrix", "Category,Description,Resolution,Expected Response Time,Expected Resolution Time,~Feature Request,~Low,~Normal,~High,~Urgent"),
    ("incident-escalation-matrix", "notification-rules", "event,audience,channel,delay,repeat"),
    // B.5.10 escalation procedure
    ("escalation-procedure", "Purpose", "~makes sure"),
    ("escalation-procedure", "Scope", "~Not covered"),
    ("escalation-procedure", "Definitions", "~Acknowledge"),
    ("escalation-procedure", "Policy", "~Everybody may escalate"),
    ("escalation-procedure", "Roles and responsibilities", "activity,stage,Assistant"),
    ("escalation-procedure", "escalation", "severity,level,clock,target,backup,notify,acknowledge_within,resolve_within,after,hand_off"),
    ("escalation-procedure", "triggers", "name,condition,outcome,target,default"),
    ("escalation-procedure", "Procedure", "no,action,owner,decision,yes,no_way,within,evidence"),
    ("escalation-procedure", "Communication requirements", "event,audience,owner,channel,within,required"),
    ("escalation-procedure", "contacts", "name,position,primary,alternate"),
    ("escalation-procedure", "Tiers", "~Tier 1,~Tier 2,~Tier 3,~Vendor"),
    ("escalation-procedure", "Records and documentation", "record,place,retention,readers"),
    ("escalation-procedure", "Service levels", "response_target,resolution_target"),
    ("escalation-procedure", "Exceptions", "exception,approver,until,record"),
    ("escalation-procedure", "Training", "who,content,interval"),
    ("escalation-procedure", "Review and revision", "~six months"),
    ("escalation-procedure", "approvals", "checkpoint,approver,conditions"),
    ("escalation-procedure", "Appendix A: brief for a hand-off", "item,required,content"),
    ("escalation-procedure", "Going live", "decided_by,rollback"),
    // B.5.11 implementation checklist
    ("implementation-checklist", "The seven steps", "owner,due,evidence,done,~Audit,~thresholds,~expertise,~triggers,~context,~past cases,~refine"),
    ("implementation-checklist", "Going live", "go_live,baseline_from,baseline_to"),
    ("implementation-checklist", "baseline-audit", "where,trigger,volume,breakdown,delay"),
    ("implementation-checklist", "baselines", "metric,definition,n_before,before,p90_before,target,n_after,after,p90_after,~first human response,~escalated,~first human contact"),
    // B.5.12 AI threshold policy
    ("ai-threshold-policy", "ai-thresholds", "task,risk,min_confidence,human_approval,checks,sample_rate,owner,valid_from,rationale,last_tuned,outcome"),
    ("ai-threshold-policy", "What came out", "band,n,false_escalations,missed_escalations"),
    // B.5.13 selection scorecard
    ("selection-scorecard", "Scores", "~Own triggers,~Ownership,~Context,~Integration,~Reporting,~Works when it is needed,weight"),
    // B.6a AI to human hand-off policy
    ("ai-hand-off-policy", "The assistant and its way to a human", "agent,method,platform,connected,ask_consent,require_sign_in"),
    ("ai-hand-off-policy", "When", "~AI lacks knowledge,~Explicit request,~Rule fired"),
    ("ai-hand-off-policy", "States", "~Offered,~Declined,~E-mail asked,~Ticket created,~Picked up,~Nobody available,~Chat ended"),
    ("ai-hand-off-policy", "Gate", "~connected,~Consent,~Signed in,~Transcript"),
    ("ai-hand-off-policy", "Ticket", "~transcript with timestamps,~E-mail address,~Profile id"),
    ("ai-hand-off-policy", "What happens on each platform", "~Own inbox,~Klaviyo,~Zendesk,~Gorgias,behaviour,available,unavailable,chat"),
    ("ai-hand-off-policy", "Texts", "~Offer,~E-mail request,~Sent to your team,~Reply by e-mail,~Auto-reply"),
    ("ai-hand-off-policy", "Custom message", "~help centre"),
    ("ai-hand-off-policy", "Links of the custom message", "url,~Help centre,~Contact form"),
    ("ai-hand-off-policy", "Changing the method", "~Connect"),
    ("ai-hand-off-policy", "Figures", "~Resolution rate,~Routed to team,target,low,high"),
    // B.6b case hand-off record
    ("case-hand-off-record", "Hand-off", "from,to,level,initiated,trigger,at"),
    ("case-hand-off-record", "Required context", "~Request,~Conversation summary,~Customer history,~Attempted solutions,~Data,~Constraints,~Promised times,~Open question,complete"),
    ("case-hand-off-record", "Completeness", "completeness"),
    ("case-hand-off-record", "Acceptance", "accepted_by,accepted_at,returned,return_reason"),
    ("case-hand-off-record", "Questions", "question,answer"),
    // B.6c shift hand-over
    ("shift-hand-over", "Who, when, and what stands", "outgoing,incoming,from,to,status,severity,cause_known,mitigation,next_steps"),
    ("shift-hand-over", "hypotheses", "text,state,evidence"),
    ("shift-hand-over", "Last updates and promises", "body,sent_at,promised_at"),
    ("shift-hand-over", "Channels in play", "function,channel"),
    ("shift-hand-over", "Key people outside", "name,contact"),
    ("shift-hand-over", "open-items", "item,kind,owner,due"),
    ("shift-hand-over", "Silenced alerts", "alert,until"),
    ("shift-hand-over", "Risky changes", "change,rollback"),
    ("shift-hand-over", "Risky events ahead", "event,at"),
    ("shift-hand-over", "Regulatory clocks", "regime,due"),
    ("shift-hand-over", "Read-back", "~Log of the shift read"),
    ("shift-hand-over", "Acceptance", "accepted_by,accepted_at,questions,reachable_for"),
    // B.7 roll-out plan
    ("platform-roll-out-plan", "Stages of evolution", "~Rules,~Several turns,~Several senses"),
    ("platform-roll-out-plan", "market", "metric,region,year,value_from,value_to,unit,source,rate,example"),
    ("platform-roll-out-plan", "Competitors", "name,category"),
    ("platform-roll-out-plan", "Demand", "~all channels,~Personal,~before it is asked"),
    ("platform-roll-out-plan", "Pain points and necessity", "area,problem,metric,value,evidence"),
    ("platform-roll-out-plan", "Expected value", "area,target,unit,~-40,~-60,~+25 to 30"),
    ("platform-roll-out-plan", "Benchmarks", "company,metric,value"),
    ("platform-roll-out-plan", "kpis", "dimension,name,baseline,target,unit,due,owner,measurement,~at least 90,~at least 95,~45,~85"),
    ("platform-roll-out-plan", "Three levels of response", "~1 AI,~2 Human,~3 Together,~80 %"),
    ("platform-roll-out-plan", "Value model", "~Direct saving,~Indirect benefit,~Strategic value"),
    ("platform-roll-out-plan", "Return on investment", "capex,opex,benefit,payback"),
    ("platform-roll-out-plan", "Principles of the architecture", "~Platform,~Modular,~Cloud-native"),
    ("platform-roll-out-plan", "Path and resources", "goal,phases,months,entry,exit"),
    ("platform-roll-out-plan", "Choice of technology", "option,criteria,decision"),
    ("platform-roll-out-plan", "A/B pilot and migration check", "~Grey release,~migrated"),
    ("platform-roll-out-plan", "Working across departments", "~Joint working group,~Supervision,~Project office,~weekly"),
    ("platform-roll-out-plan", "Capabilities and skill matrix", "~Responder,~Collaborator,~Analyst,skills,mentor,band"),
    ("platform-roll-out-plan", "risks", "risk,category,likelihood,impact,mitigation,owner,trigger,contingency,~Financial,~Technical,~Operational,~Organisational"),
    ("platform-roll-out-plan", "Reserve and release", "~10 to 15"),
    ("platform-roll-out-plan", "Resources", "kind,need,when,source"),
    ("platform-roll-out-plan", "schedule", "no,name,length,after,month,deliverable"),
    ("platform-roll-out-plan", "suppliers", "technology,service,commercial,tier,property,reviewed_on"),
    ("platform-roll-out-plan", "Monitoring", "~Progress,~Cost,~Quality,~Risk,~Resources"),
    ("platform-roll-out-plan", "change-requests", "change,level,reason,impact,approver,decision,noticed_on,tracking,lesson"),
    ("platform-roll-out-plan", "Levels of change", "~Project Manager,~Special Committee,~Executive Sponsor"),
    ("platform-roll-out-plan", "Architecture and technology", "~Interaction,~Knowledge,~Business collaboration,~Analytics"),
    ("platform-roll-out-plan", "handoffs", "from,to,payload,owner,sla"),
    ("platform-roll-out-plan", "Knowledge base", "~Facts,~Rules,~Processes,trigger,quality"),
    ("platform-roll-out-plan", "Tests of interfaces and integration", "test,expected,result"),
    ("platform-roll-out-plan", "Policies", "~reaches a human"),
    ("platform-roll-out-plan", "Measures by family", "~Business,~Technical,~Experience,~Operating cost,~Conversion,~Retention,~Resource use,~Not financial"),
    ("platform-roll-out-plan", "Rhythm of evaluation", "~Week,~Month,~Quarter,~Suppliers,~Drills"),
    ("platform-roll-out-plan", "contingencies", "scenario,warning,trigger,steps,owner,backup,time_before,time_after,drilled_on,~Backup supplier,~Spare compute,~Emergency plan,~Encryption,~Leak,~Insurance,~degradation,~weather,~takeover,~1 h 30 min"),
    ("platform-roll-out-plan", "Change and talent", "audience,message,when,channel"),
    ("platform-roll-out-plan", "Training", "level,content,form,target,exam"),
    ("platform-roll-out-plan", "Careers and incentives", ""),
    ("platform-roll-out-plan", "Data governance", "~Classification,~Life cycle,~Lineage,~Cross-border transfer,~Audit"),
    ("platform-roll-out-plan", "Sustainability", "~5 % of revenue"),
    ("platform-roll-out-plan", "Partners and social value", ""),
    ("platform-roll-out-plan", "Go or no-go", "~Way back"),
    ("platform-roll-out-plan", "Glossary", "term,meaning"),
    ("platform-roll-out-plan", "References", ""),
    // B.8 supporting documents
    ("sop", "Trigger and conditions", "trigger,preconditions"),
    ("sop", "raci", "stage,activity"),
    ("sop", "steps", "no,step,owner,expected,time_box,evidence,on_failure,activity"),
    ("sop", "Verification", "~symptom"),
    ("sop", "Way back", "rollback,stop_rule"),
    ("sop", "escalation", "level,target,backup,acknowledge_within,hand_off"),
    ("sop", "triggers", "name,condition,outcome,target,default"),
    ("sop", "contacts", "name,primary"),
    ("sop", "Related", "document,link"),
    ("sop", "Readiness sheet", ""),
    ("escalation-procedure", "Readiness sheet", ""),
    ("platform-roll-out-plan", "Readiness sheet", ""),
    ("platform-roll-out-plan", "raci", ""),
    ("sop", "Tried", "on,kind,result,changes"),
    ("sop", "checklist", ""),
    ("sop", "approvals", ""),
    ("drill-plan", "Drill", "type,no_duff"),
    ("drill-plan", "Objectives", "capability,text,measure"),
    ("drill-plan", "Scope", ""),
    ("drill-plan", "Participants", "~Player,~Controller,~Evaluator"),
    ("drill-plan", "msel", "no,scenario_time,at,event,inject,method,from,to,expected,objective,controller,actual,note,met"),
    ("drill-plan", "Strengths", ""),
    ("drill-plan", "Areas for improvement", ""),
    ("drill-plan", "improvements", "capability,issue,text,type,owner,due"),
    ("drill-plan", "Score", "~Rules that fired,~first update,~Promises kept,~Wrong person"),
    ("drill-plan", "approvals", ""),
    ("post-incident-report", "Overview", "report_state,summary"),
    ("post-incident-report", "Impact", "measure,value,source"),
    ("post-incident-report", "Detection", "detection_source,time_to_detect"),
    ("post-incident-report", "Contributing factors", "factor,evidence"),
    ("post-incident-report", "What went well", ""),
    ("post-incident-report", "What went poorly", ""),
    ("post-incident-report", "Where we were lucky", ""),
    ("post-incident-report", "Resolution", "resolution"),
    ("post-incident-report", "Escalation review", "level,due,called_at,acknowledged_at,right_person"),
    ("post-incident-report", "Measures", "measure,definition,value"),
    ("post-incident-report", "improvements", "text,type,owner,due,ticket"),
    ("post-incident-report", "Lessons", ""),
    ("post-incident-report", "Regulatory outcome", "regime,applied,filed_at"),
    ("post-incident-report", "Inside", "~What we learned"),
    ("post-incident-report", "Outside", "~We are sorry"),
    ("post-incident-report", "view", ""),
    ("situation-report", "Report", "incident,number,report_version,report_number,severity,commander,organisation,began_at,from,to,prepared_by,submitted_at,approved_by,sent_to"),
    ("situation-report", "Situation", "definition,location,size,contained,completed,complexity"),
    ("situation-report", "Hazards and damage", "hazards,damage"),
    ("situation-report", "Customers and responders", "~Customers affected,~Responders beyond"),
    ("situation-report", "Outlook", "~12 hours,~24 hours,~48 hours,~72 hours,projected,threat"),
    ("situation-report", "Objectives and strategy", "end_state,strategy,anticipated_at"),
    ("situation-report", "Planned actions of the next period", "text,owner"),
    ("situation-report", "Critical needs", "need,arrival"),
    ("situation-report", "Resources and cost", "resource,people"),
    ("situation-report", "Cost", "cost,cost_projected"),
    ("situation-report", "Remarks", ""),
    ("executive-brief", "Current status", "summary,next_at"),
    ("executive-brief", "Overview", "topic,text"),
    ("executive-brief", "Conditions, actions, needs", "conditions,actions,needs"),
    ("executive-brief", "Next steps", "text,owner,due"),
    ("call-tree-and-wallet-card", "contacts", "name,position,primary,alternate,contingency,emergency"),
    ("call-tree-and-wallet-card", "Call tree", "caller,calls"),
    ("call-tree-and-wallet-card", "Wallet card", "first,bridge"),
];

/// Keys and names of the columns of a section, and all its words.
fn held(sections: &[&Section]) -> (BTreeSet<String>, String) {
    let (mut columns, mut words) = (BTreeSet::new(), String::new());
    for section in sections {
        words.push_str(&section.block.text);
        for (_, column) in section.block.live_columns() {
            columns.extend([column.key.clone(), column.name.clone()]);
        }
        for (_, row) in section.block.live_rows() {
            for (id, value) in &row.cells {
                let choices = section.block.columns.get(id).map(|c| &c.choices);
                for member in value.members() {
                    let name = choices.and_then(|c| c.get(member)).map_or(member, |c| c.name.as_str());
                    words.push('\n');
                    words.push_str(name);
                }
            }
        }
    }
    (columns, words)
}

#[test]
fn every_template_holds_the_sections_and_fields_of_the_domain_reference() {
    let mut missing = Vec::new();
    for (name, place, wanted) in WANTED {
        let document = template(name);
        let all = document.live_sections();
        let found: Vec<&Section> =
            all.iter().map(|(_, s)| *s).filter(|s| s.heading == *place || s.is_form(place)).collect();
        if found.is_empty() {
            missing.push(format!("{name}: no section {place}"));
        }
        let (columns, words) = held(&found);
        // A span is stored in its own form; people read it as it stands in the file.
        let words = words.replace("PT5M", "5 min").replace("PT10M", "10 min").replace("PT15M", "15 min");
        let words = words.replace("PT1H30M", "1 h 30 min");
        for one in wanted.split(',').filter(|w| !w.is_empty()) {
            let is_there = one.strip_prefix('~').map_or_else(|| columns.contains(one), |word| words.contains(word));
            if !is_there {
                missing.push(format!("{name}, {place}: {one}"));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn every_template_is_in_the_table() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../templates/en");
    let files = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path()).filter(|p| p.extension().is_some());
    let known: BTreeSet<_> = WANTED.iter().map(|(name, ..)| (*name).to_owned()).collect();
    let all: BTreeSet<_> = files.map(|p| p.file_stem().unwrap().to_str().unwrap().to_owned()).collect();
    assert_eq!(all, known, "a template whose fields nobody looks at is one that may lose them");
}

#[test]
fn the_page_about_templates_names_each_with_its_sections_and_its_picture() {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs");
    let page = std::fs::read_to_string(docs.join("templates.md")).unwrap();
    let names: BTreeSet<_> = WANTED.iter().map(|(name, ..)| *name).collect();
    for name in names {
        let document = template(name);
        let start = page.find(&format!("\n### {}\n", document.title())).unwrap_or_else(|| panic!("{name}"));
        let part = &page[start + 4..];
        let part = &part[..part.find("\n### ").unwrap_or(part.len())];
        let sections = document.live_sections();
        let headings: Vec<_> = sections.iter().filter(|(_, s)| s.depth == 1).map(|(_, s)| s.heading.clone()).collect();
        assert!(part.contains(&format!("**Sections.** {}.", headings.join(" · "))), "{name}: {headings:?}");
        for word in ["**For.**", "**When.**", "**Inspired by.**", &format!("(../templates/en/{name}.md)")] {
            assert!(part.contains(word), "{name}: {word}");
        }
        assert!(part.contains(&format!("pictures/templates/{name}.png")), "{name}: its picture");
    }
}

#[test]
fn a_table_beside_rules_whose_rows_are_cases_says_so() {
    let headings = |name: &str| -> Vec<String> {
        let document = template(name);
        let tables = bridgebook_domain::trigger::case_tables(&document);
        tables.into_iter().map(|(_, s)| s.heading.clone()).collect()
    };
    for (name, expected) in [
        ("ai-hand-off-policy", &["Hand-offs"] as &[&str]),
        ("ai-threshold-policy", &["Cases to try the rules with"]),
        ("content-moderation-checklist", &["Contributions"]),
        ("customer-service-escalation", &["Tickets"]),
        ("customer-support-queue", &["Requests"]),
        ("escalation-matrix", &["Cases"]),
        ("escalation-procedure", &["Appendix C: cases"]),
        ("it-service-management", &["Records"]),
        ("quality-control-checklist", &["Checks"]),
        ("software-integration-tracker", &["Integrations", "Issue log"]),
        // A procedure waits for cases of other documents; these hold none.
        ("sop", &[]),
        ("incident-escalation-matrix", &[]),
        ("implementation-checklist", &[]),
    ] {
        assert_eq!(headings(name), expected, "{name}");
    }
}
