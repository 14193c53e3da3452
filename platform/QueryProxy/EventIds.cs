namespace MeshStarter.QueryProxy;

/// <summary>The event ids of this room's log lines, each used once.</summary>
internal static class EventIds
{
    public const int QueryFailed = 2310;
    public const int EngineRefused = 2311;
    public const int ResponseTruncated = 2312;
    public const int ProductUnreadable = 2313;
    public const int ResultNotSpilled = 2314;
    public const int FilesNotHandedOver = 2315;
    public const int QueriesNotCaptured = 2316;
    public const int QueriesCapturedAgain = 2317;
    public const int QueriesLost = 2318;
    public const int CertificateReady = 2320;
    public const int TlsReady = 2321;
    public const int NotForwarded = 2330;
}
