using System.Text.Json.Serialization;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Contracts.Policies;

/// <summary>Rules that only take from readers, at once and for a time.</summary>
/// <param name="Id">Names it.</param>
/// <param name="Product">The product; null for any, by the security seat.</param>
/// <param name="Rules">The rules in YAML.</param>
/// <param name="By">The person.</param>
/// <param name="Reason">Why.</param>
/// <param name="From">Since when.</param>
/// <param name="Until">Its end.</param>
/// <param name="EndedAt">When it ended; null while it is in force.</param>
public sealed record PolicyTightening(Guid Id, DataProductId? Product, string Rules, string By, string Reason, DateTimeOffset From, DateTimeOffset Until, DateTimeOffset? EndedAt)
{
    /// <summary>Whether the security seat tightened; false for the owner of the product.</summary>
    public bool IsBySecurity { get; init; }
}

/// <summary>A tightening at once.</summary>
/// <param name="Rules">A list of rules in YAML that only take from readers; of an owner only about the product.</param>
/// <param name="Reason">Why, in a sentence.</param>
/// <param name="Product">The product; null for any, by the security seat.</param>
/// <param name="Hours">How long, 72 hours at most.</param>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
public sealed record PolicyTighteningForm(string Rules, string Reason, DataProductId? Product = null, int Hours = 72);
