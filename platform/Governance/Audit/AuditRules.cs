using MeshStarter.Contracts;

namespace MeshStarter.Governance.Audit;

/// <summary>Validates audit records before they are stored.</summary>
internal static class AuditRules
{
    private const int NameLimit = 256;
    private const int ReasonLimit = 2000;
    private const int ListLimit = 1000;

    /// <summary>Field, rule and fix of the first thing wrong; null when the record may be kept.</summary>
    public static string? Check(AuditRecord record, string caller)
    {
        if (record.Service != caller)
            return $"service: a service speaks for itself only. Write \"{caller}\".";
        foreach (var (field, text, limit) in ((string, string?, int)[])
        [
            ("subject", record.Subject, NameLimit), ("subject_domain", record.SubjectDomain, NameLimit), ("action", record.Action, NameLimit),
            ("reason", record.Reason, ReasonLimit), ("policy_version", record.PolicyVersion, NameLimit), ("correlation_id", record.CorrelationId, NameLimit),
        ])
        {
            if (text is { } given && given.Length > limit)
                return $"{field}: longer than {limit} characters. Shorten it.";
        }
        if (record.Subject.Length == 0 || record.Action.Length == 0)
            return "subject, action: empty. Say who did what.";
        foreach (var (field, list) in ((string, IReadOnlyList<string>)[])
        [
            ("roles", record.Roles), ("purposes", record.Purposes), ("rule_ids", record.RuleIds), ("masked_columns", record.MaskedColumns),
        ])
        {
            if (list.Count > ListLimit || list.Any(item => item.Length > NameLimit))
                return $"{field}: more than {ListLimit} entries, or one longer than {NameLimit} characters. Shorten it.";
        }
        return null;
    }
}
