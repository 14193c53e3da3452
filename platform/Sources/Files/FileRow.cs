using System.Text.Json;

namespace MeshStarter.Platform.Sources.Files;

/// <summary>A row of a source's file.</summary>
/// <param name="Line">Its line, from 1; in Parquet its row.</param>
/// <param name="Row">The row by the product's columns; null where it has a problem.</param>
/// <param name="Problem">The fault, without its place; null where there is none.</param>
public readonly record struct FileRow(long Line, JsonElement? Row, string? Problem);
