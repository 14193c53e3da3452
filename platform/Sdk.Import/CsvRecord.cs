namespace MeshStarter.Sdk.Import;

/// <summary>A record of a CSV file.</summary>
/// <param name="Line">The physical line on which it begins; the header is line 1.</param>
/// <param name="Text">The text, without the end of its last line.</param>
/// <param name="Problem">The fault of its quotes; null when there is none.</param>
internal sealed record CsvRecord(int Line, string Text, string? Problem)
{
    /// <summary>Whether nothing can be read after it.</summary>
    public bool IsLast { get; init; }
}
