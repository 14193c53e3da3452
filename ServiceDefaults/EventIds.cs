namespace MeshStarter.ServiceDefaults;

/// <summary>The event ids of this project's log lines, each used once. Services start at 2000.</summary>
internal static class EventIds
{
    public const int AuthorityKeysRefreshed = 1000;
    public const int AuthorityMetadataFailed = 1004;
    public const int AuthorityKeyIgnored = 1002;
    public const int TokenRejected = 1010;
    public const int TokenUnverifiable = 1013;
    public const int ServiceTokenRefused = 1011;
    public const int ServiceTokenIssued = 1012;
    public const int DatabaseWaited = 1020;
    public const int MigrationApplied = 1021;
    public const int DatabaseServerWaited = 1022;
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
    public const int CallRetried = 1060;
}
