using MeshStarter.Contracts;

namespace MeshStarter.Sdk.Consuming;

/// <summary>A stream that a handler of this service follows.</summary>
internal sealed record ConsumedStream(DataProductId Product, string Handler);
