namespace MeshStarter.AppHost.Start;

/// <summary>A first query to paste into any shell. It fetches its own token, which is neither shown nor in a process list.</summary>
internal static class SampleQuery
{
    /// <summary>The domain of the product, which is the name of its resource.</summary>
    public const string Domain = "orders";

    /// <summary>The product of the query.</summary>
    public const string Product = $"{Domain}.orders";

    private const string Sql = $"SELECT order_id, status, total, customer_email FROM {Product} ORDER BY purchased_at DESC LIMIT 3";

    /// <summary>Formats the query of a persona, in one line.</summary>
    public static string Curl(string persona, MeshMap map) =>
        $"(t=$(curl -s {map.Governance.GetEndpoint("http").Url}/dev/token -H 'Content-Type: application/json' -d '{{\"persona\":\"{persona}\"}}');"
        + " t=${t#*'\"access_token\":\"'}; printf 'Authorization: Bearer %s\\n' \"${t%%'\"'*}\""
        + $" | curl -s {map.Query.GetEndpoint("http").Url}/query -H @- -H 'Content-Type: text/plain' -d '{Sql}')";
}
