namespace MeshStarter.Contracts.Policies;

/// <summary>The origins of a version of the rules. On the wire in lower case.</summary>
public enum PolicyOrigin
{
    /// <summary>The file of the rules.</summary>
    File,

    /// <summary>A proposal that passed.</summary>
    Proposal,

    /// <summary>A proposal to go back to an earlier version, that passed.</summary>
    Rollback,
}
