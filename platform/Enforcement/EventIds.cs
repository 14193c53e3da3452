namespace MeshStarter.Platform.Enforcement;

/// <summary>The event ids of this room's log lines, each used once, of the range of ServiceDefaults.</summary>
internal static class EventIds
{
    public const int PolicyBundleLoaded = 1030;
    public const int PolicyBundleRefreshFailed = 1031;
    public const int GrantRefreshFailed = 1032;
    public const int GrantsNotKept = 1038;
    public const int PolicyBundleRestored = 1033;
    public const int PolicyBundleNotStored = 1034;
    public const int AuditBatchFailed = 1040;
    public const int AuditJournalRefuses = 1041;
    public const int AuditRecordsWait = 1042;
    public const int AuditJournalRecovered = 1043;
    public const int AuditJournalTorn = 1044;
    public const int AuditJournalDamaged = 1045;
    public const int AuditRecordRefused = 1046;
    public const int AuditJournalUnusable = 1047;
    public const int AuditDecisionRefused = 1048;
    public const int AuditChainOpen = 1049;
}
