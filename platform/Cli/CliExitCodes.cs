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

    /// <summary>The caller is not signed in, or may not do this.</summary>
    public const int Denied = 4;

    /// <summary>The named object does not exist, or the caller may not know that it does.</summary>
    public const int NotFound = 5;

    /// <summary>The caller cancelled the command.</summary>
    public const int Cancelled = 130;
}
