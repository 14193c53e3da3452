using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Registration;

/// <summary>The address of one port of a registered product.</summary>
/// <param name="Type">The kind of port.</param>
/// <param name="Url">Absolute URL, at the product's own service.</param>
public sealed record PortLocation(PortType Type, string Url);
