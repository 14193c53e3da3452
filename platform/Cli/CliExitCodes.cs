namespace MeshStarter.Cli;

/// <summary>What the command line ends with.</summary>
internal static class CliExitCodes
{
    /// <summary>It was done.</summary>
    public const int Success = 0;

    /// <summary>What was asked about is not right: a descriptor has errors, a query was refused.</summary>
    public const int Failed = 1;

    /// <summary>The call itself is not right.</summary>
    public const int Usage = 2;

    /// <summary>The mesh does not answer.</summary>
    public const int Unreachable = 3;
}
