using System.Text.Json;

namespace MeshStarter.Portal.Products;

/// <summary>A few rows of a product, or the reason why there are none.</summary>
/// <param name="Rows">The rows that the persona gets.</param>
/// <param name="Problem">The reason if there are none; null otherwise.</param>
public sealed record ProductSample(IReadOnlyList<JsonElement> Rows, string? Problem);
