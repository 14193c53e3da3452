using System.Text.RegularExpressions;
using MeshStarter.Portal.Policies;

namespace MeshStarter.Portal.Sql;

/// <summary>The one step that a refusal names.</summary>
/// <param name="Says">The step, as the text of a link.</param>
/// <param name="Address">Where it is done: a page, or a part of the SQL page such as <c>#query</c>.</param>
public sealed partial record NextStep(string Says, string Address)
{
    private const string Denied = "PERMISSION_DENIED";

    private static readonly NextStep Change = new("Change the query", "#query");

    /// <summary>The message of an error without the steps that it names for clients of other kinds, and the step of this page.</summary>
    /// <param name="name">The error's name, such as <c>TABLE_NOT_FOUND</c>.</param>
    /// <param name="message">Its message.</param>
    public static (string Message, NextStep Step) Of(string name, string message)
    {
        if (name == Denied && HowToAsk().Match(message) is { Success: true } ask)
        {
            return (message[..ask.Index], new NextStep($"Ask for access to {ask.Groups["product"].Value}", $"/access/request?product={ask.Groups["product"].Value}"));
        }

        if (name == Denied && RuleDenies().Match(message) is { Success: true } rule)
        {
            var product = rule.Groups["product"].Value;
            return (message, RuleLink.IsTightening(rule.Groups["rule"].Value)
                ? new NextStep("See until when it is tightened", RuleLink.TighteningsAddress)
                : new NextStep($"Ask the owner of {product}", $"/products/{product}#owner"));
        }

        return (message, name switch
        {
            Denied or "INVALID_SESSION_PROPERTY" when message.Contains("'purpose'", StringComparison.Ordinal) => new NextStep("Change the purpose", "#purpose"),
            "CATALOG_NOT_FOUND" or "SCHEMA_NOT_FOUND" or "TABLE_NOT_FOUND" or "MISSING_SCHEMA_NAME" => new NextStep("Find the product", "/products"),
            "MESH_GRANT_REVOKED" => new NextStep("See your access", "/access"),
            "MESH_DATA_UNREADABLE" => new NextStep("See how the mesh runs", "/operations"),
            "QUERY_QUEUE_FULL" or "MESH_WORKER_LOST" or "MESH_POLICY_UNAVAILABLE" or "MESH_CATALOG_UNAVAILABLE" or "MESH_AUDIT_UNAVAILABLE" => new NextStep("Run it again in a moment", "#run"),
            _ => Change,
        });
    }

    [GeneratedRegex(@" Ask its owner for access\. Do it with: .*/access/request\?product=(?<product>\w+\.\w+)", RegexOptions.Singleline, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex HowToAsk();

    [GeneratedRegex(@"Rule (?<rule>\S+) denies to read (?<product>\w+\.\w+):", RegexOptions.None, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex RuleDenies();
}
