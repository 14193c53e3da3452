using MeshStarter.Contracts.Products;

namespace MeshStarter.Governance.Access;

/// <summary>The criteria of the requests or grants to list; null leaves a criterion out.</summary>
/// <param name="Subject">The caller, who sees its own.</param>
/// <param name="IsService">Whether the caller is a service: one and a person of the same name are two.</param>
/// <param name="Visible">The products of which the caller sees those of others; null for all products.</param>
/// <param name="Product">The product.</param>
/// <param name="Principal">The person or service.</param>
/// <param name="Before">The position before which the page begins.</param>
/// <param name="Limit">The most items.</param>
/// <param name="InForce">Whether only grants are listed whose end is to come and that were not revoked, or only the others.</param>
internal sealed record AccessFilter(string Subject, bool IsService, string[]? Visible, DataProductId? Product, string? Principal, long? Before, int Limit, bool? InForce = null);
