using System.Text.Json;

namespace MeshStarter.Sdk.Import.Intake;

/// <summary>A row that a source has, or one that it has no longer.</summary>
/// <param name="Value">The row by the product's columns; of a delete its key.</param>
/// <param name="IsDelete">Whether it is gone.</param>
internal readonly record struct SourceChange(JsonElement Value, bool IsDelete);
