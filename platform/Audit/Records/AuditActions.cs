namespace MeshStarter.Platform.Audit.Records;

/// <summary>The values of <see cref="AuditRecord.Action"/>.</summary>
public static class AuditActions
{
    /// <summary>Finding a product in the catalog.</summary>
    public const string Discover = "discover";

    /// <summary>Reading rows of a product through a port or a query.</summary>
    public const string Read = "read";

    /// <summary>The end of an answer that a decision permitted: how many rows it had, and how it ended.</summary>
    public const string Ended = "ended";

    /// <summary>Reading a product's raw files.</summary>
    public const string ReadRaw = "read_raw";

    /// <summary>Registering a version of a product.</summary>
    public const string Register = "register";

    /// <summary>Operating a product or the platform.</summary>
    public const string Operate = "operate";

    /// <summary>Reading the audit trail.</summary>
    public const string Audit = "audit";

    /// <summary>Asking for access to a product.</summary>
    public const string AccessRequest = "access_request";

    /// <summary>Approving or declining a request for access, and the grant that it becomes.</summary>
    public const string AccessDecide = "access_decide";

    /// <summary>Taking a grant back; suspending and resuming a principal.</summary>
    public const string AccessRevoke = "access_revoke";

    /// <summary>Proposing to change the rules, editing and withdrawing a proposal.</summary>
    public const string PolicyPropose = "policy_propose";

    /// <summary>Voting about a proposal.</summary>
    public const string PolicyVote = "policy_vote";

    /// <summary>A change of the rules in force: a new version, a tightening and its end.</summary>
    public const string PolicyChange = "policy_change";

    /// <summary>Asking to declassify, and deciding about it.</summary>
    public const string Declassify = "declassify";

    /// <summary>The state of an enforcement point's own audit journal: damage, or a record that governance refused.</summary>
    public const string Journal = "audit_journal";

    /// <summary>The first record of a chain that ends with its process, because it has no disk.</summary>
    public const string ChainBegin = "audit_chain_begin";

    /// <summary>The last record of such a chain, where its process ended in order.</summary>
    public const string ChainEnd = "audit_chain_end";

    /// <summary>Issuing an access token.</summary>
    public const string IssueToken = "issue_token";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Discover, Read, Ended, ReadRaw, Register, Operate, Audit, AccessRequest, AccessDecide, AccessRevoke, PolicyPropose, PolicyVote, PolicyChange, Declassify, Journal, ChainBegin, ChainEnd, IssueToken,
    ];

    /// <summary>Those of a domain's service: what its ports and its steering decide about, and its own journal. The others are the platform's.</summary>
    public static IReadOnlyList<string> OfDomains { get; } = [Discover, Read, Ended, Operate, Journal, ChainBegin, ChainEnd];
}
