using System.Text.Json.Serialization;

namespace MeshStarter.Payments.Billing;

/// <summary>A page of the payments without an order.</summary>
/// <param name="Items">The payments of this page, by order and number.</param>
/// <param name="Next">Value of <c>after</c> for the next page; null on the last page.</param>
internal sealed record UnmatchedPage(
    IReadOnlyList<Payment> Items,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.Never)] string? Next);
