namespace MeshStarter.Portal.Layout;

/// <summary>Formats times for pages.</summary>
internal static class Moment
{
    /// <summary>Formats a time in UTC, to the second.</summary>
    public static string Of(DateTimeOffset at) => $"{at.ToUniversalTime():u}";
}
