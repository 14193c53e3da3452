using System.Text.Json.Serialization;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>The reason why a product's rows do not reach its table.</summary>
/// <param name="Since">The time of the first failure.</param>
/// <param name="TriedAt">The time of the last try.</param>
/// <param name="Reason">The error of the last try.</param>
/// <param name="Position">The table's position; null when it could not be read.</param>
internal sealed record PublishingFailure(DateTimeOffset Since, DateTimeOffset TriedAt, string Reason, [property: JsonIgnore] long? Position);
