using System.Text.RegularExpressions;

namespace MeshStarter.EndToEnd.Recipes;

/// <summary>Looks for rows of <c>orders.orders</c> in what a client printed.</summary>
internal static partial class Rows
{
    /// <summary>Ten rows of ten orders, masked for the analyst.</summary>
    public static void AreTenMaskedOrders(string printed)
    {
        // A row has the order's id and its customer's.
        Assert.True(Id().Matches(printed).Select(id => id.Value).Distinct(StringComparer.Ordinal).Count() == 20, printed);
        Assert.Contains("****", printed, StringComparison.Ordinal);
        Assert.DoesNotContain("@", printed, StringComparison.Ordinal);
    }

    [GeneratedRegex("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", RegexOptions.None, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex Id();
}
