namespace MeshStarter.Platform.Sql.Failures;

/// <summary>The category of an error, in Trino's terms.</summary>
internal enum TrinoErrorType
{
    UserError,
    InternalError,
    InsufficientResources,
    External,
}

internal static class TrinoErrorTypeExtensions
{
    public static string ToWire(this TrinoErrorType type) => type switch
    {
        TrinoErrorType.UserError => "USER_ERROR",
        TrinoErrorType.InsufficientResources => "INSUFFICIENT_RESOURCES",
        TrinoErrorType.External => "EXTERNAL",
        _ => "INTERNAL_ERROR",
    };
}
