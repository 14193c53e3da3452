using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Access;

/// <summary>A request for access to one or several products, for the caller itself.</summary>
/// <param name="Products">The products.</param>
/// <param name="Purpose">What the data is for, in a sentence.</param>
/// <param name="Columns">The columns of the one product; null for all.</param>
/// <param name="Until">The end; 90 days from now where it is null.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AccessRequestForm(IReadOnlyList<DataProductId> Products, string Purpose, IReadOnlyList<string>? Columns = null, DateTimeOffset? Until = null);

/// <summary>A decision about a request, or about a grant or a principal.</summary>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Until">An earlier end than was requested, with an approval; null leaves it.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AccessDecisionForm(string Reason, DateTimeOffset? Until = null);

/// <summary>A request to renew a grant.</summary>
/// <param name="Until">The new end; as long again as the grant was for where it is null.</param>
/// <param name="Purpose">What the data is for; that of the grant where it is null.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record AccessRenewalForm(DateTimeOffset? Until = null, string? Purpose = null);
