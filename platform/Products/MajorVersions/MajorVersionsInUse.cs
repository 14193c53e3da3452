namespace MeshStarter.Platform.Products.MajorVersions;

/// <summary>Finds the major versions in use: the newest of them is a product's default, and else the newest of all.</summary>
internal static class MajorVersionsInUse
{
    /// <summary>A condition in SQL on a row <c>m</c> of <c>major_lives</c>, at the moment <c>@Now</c>.</summary>
    public const string Condition = "(m.active_from <= @Now AND (m.retires_at IS NULL OR m.retires_at > @Now))";
}
