namespace MeshStarter.Catalog.Lifecycle;

/// <summary>Which major versions are in use: of a product the newest of them is the default, and else the newest of all.</summary>
internal static class MajorVersionsInUse
{
    /// <summary>A condition in SQL on a row <c>m</c> of <c>major_lives</c>, at the moment <c>@Now</c>.</summary>
    public const string Condition = "(m.active_from <= @Now AND (m.retires_at IS NULL OR m.retires_at > @Now))";
}
