namespace MeshStarter.Cli;

/// <summary>Exit codes of the command line.</summary>
internal static class CliExitCodes
{
    /// <summary>Success.</summary>
    public const int Success = 0;

    /// <summary>The checked object is invalid: a descriptor has errors, a query was refused.</summary>
    public const int Failed = 1;

    /// <summary>The arguments are invalid.</summary>
    public const int Usage = 2;

    /// <summary>The mesh does not answer.</summary>
    public const int Unreachable = 3;
}
