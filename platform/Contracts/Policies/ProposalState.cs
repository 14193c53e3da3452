namespace MeshStarter.Contracts.Policies;

/// <summary>The state of a proposal. On the wire in lower case.</summary>
public enum ProposalState
{
    /// <summary>It is voted on.</summary>
    Open,

    /// <summary>It has passed and waits for the date of its effect.</summary>
    Passed,

    /// <summary>It became a version.</summary>
    InForce,

    /// <summary>Too few votes were for it, or too few seats voted.</summary>
    Rejected,

    /// <summary>Another version came between: its base is no longer in force. An edit bases it on the version in force.</summary>
    Overtaken,

    /// <summary>Its author took it back.</summary>
    Withdrawn,
}
