namespace MeshStarter.Portal.Layout;

/// <summary>How pages write a time.</summary>
internal static class Moment
{
    /// <summary>In UTC, to the second.</summary>
    public static string Of(DateTimeOffset at) => $"{at.ToUniversalTime():u}";
}
