namespace MeshStarter.Sdk.Lineage;

/// <summary>Names a place in source code by the end of its file's path, which is the same on every machine.</summary>
internal static class SourceLocation
{
    private const int Folders = 3;

    /// <summary>The place, such as <c>Payments/Products/DailyRevenue.cs#L41</c>; null where the compiler gave none.</summary>
    public static string? Of(string file, int line)
    {
        var parts = file.Split('/', '\\');
        return file.Length == 0 ? null : $"{string.Join('/', parts.TakeLast(Folders))}#L{line}";
    }
}
