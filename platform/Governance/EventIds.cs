namespace MeshStarter.Governance;

/// <summary>The event ids of this service's log lines, each used once.</summary>
internal static class EventIds
{
    public const int IssuerEnabled = 2000;
    public const int IssuerIgnored = 2001;
    public const int SigningKeyMade = 2002;
    public const int TokenIssued = 2003;
    public const int ClientRefused = 2004;
    public const int PolicyBundleReplaced = 2005;
    public const int PolicyBundleRefused = 2006;
    public const int PolicyBundleNotWatched = 2007;
    public const int AuditKeySeen = 2008;
    public const int AuditChainGap = 2009;
    public const int AuditChainFork = 2010;
    public const int AuditTrailOwned = 2011;
    public const int GrantsNotHeard = 2020;
    public const int PolicyVersionInForce = 2012;
    public const int PolicyFileCaughtUp = 2013;
    public const int PolicyFileRefused = 2014;
    public const int PolicyFileProposed = 2015;
    public const int PolicyMomentFailed = 2016;
    public const int PolicyMomentRecovered = 2017;
}
