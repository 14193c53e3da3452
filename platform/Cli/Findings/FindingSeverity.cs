namespace MeshStarter.Cli.Findings;

/// <summary>The weight of a finding, from the least to the most.</summary>
internal enum FindingSeverity
{
    /// <summary>A fact, with nothing to do.</summary>
    Note,

    /// <summary>A fault that refuses nothing.</summary>
    Warning,

    /// <summary>A fault with which the product is not registered, or its service does not start.</summary>
    Error,
}
