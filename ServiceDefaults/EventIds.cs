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
    public const int CallRetried = 1060;
    public const int RequestUnavailable = 1061;
}
