using System.Text.Json.Serialization;

namespace MeshStarter.Sdk.Ports.Table;

/// <summary>Why a product's rows do not reach its table.</summary>
/// <param name="Since">Since when they do not.</param>
/// <param name="TriedAt">When it was tried last.</param>
/// <param name="Reason">What went wrong then.</param>
/// <param name="Position">How far the table had come; null where it could not be asked.</param>
internal sealed record PublishingFailure(DateTimeOffset Since, DateTimeOffset TriedAt, string Reason, [property: JsonIgnore] long? Position);
