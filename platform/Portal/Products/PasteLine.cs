using MeshStarter.Contracts;
using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Portal.Products;

/// <summary>Formats a query as a line to paste into a POSIX shell. The line fetches its own token, which is neither shown nor in a process list, and no character of the query acts on the terminal.</summary>
internal sealed class PasteLine(ServiceDirectory services)
{
    /// <summary>Formats the line that runs a query as a persona.</summary>
    public string Write(string persona, string sql) =>
        $"(t=$(curl -s {services.Find("governance")}dev/token -H 'Content-Type: application/json' -d '{{\"persona\":\"{persona}\"}}');"
        + " t=${t#*'\"access_token\":\"'}; printf 'Authorization: Bearer %s\\n' \"${t%%'\"'*}\""
        + $" | curl -s {services.Find("query")}query -H @- -H 'Content-Type: text/plain' --data-raw {Quote(sql)})";

    private static string Quote(string sql) => $"'{VisibleText.Line(sql).Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
