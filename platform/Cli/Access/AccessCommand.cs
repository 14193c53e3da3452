using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Access;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Access;

/// <summary><c>mesh access</c>: asks for access to products, lists and decides requests, takes grants back, suspends principals, and shows who sees what in clear.</summary>
internal static class AccessCommand
{
    private const string Requests = "access/requests";
    private const string Grants = "access/grants";

    private static readonly string[] Headings = ["product", "principal", "state", "until", "columns"];

    /// <summary>The headings of a list of grants.</summary>
    public static readonly string[] GrantHeadings = ["grant", .. Headings];

    public static Command Create() => new("access", "Ask for access to products, and decide about it")
    {
        CreateRequest(),
        CreateList(),
        ProductGrantsCommand.Create(),
        CreateDecision("approve", "Approve a request, as owner of the product or in the security seat"),
        CreateDecision("decline", "Decline a request, as owner of the product or in the security seat"),
        CreateWithdraw(),
        CreateRevoke(),
        CreateRenew(),
        CreateEffective(),
        SuspensionCommand.Create("suspend", "Suspend a person or service, in the security seat: no grant of it has an effect until it is resumed", "is suspended: no grant of it has an effect."),
        SuspensionCommand.Create("resume", "Resume a suspended person or service, in the security seat", "is resumed: its grants have an effect again."),
        SuspensionCommand.CreateList(),
    };

    private static Command CreateRequest()
    {
        var products = new Argument<string[]>("product") { Description = "The products, as domain.product", Arity = ArgumentArity.OneOrMore };
        var purpose = new Option<string>("--purpose") { Description = "What the data is for, in a sentence", Required = true };
        var columns = new Option<string[]>("--columns") { Description = "The columns of the one product; all of them without", AllowMultipleArgumentsPerToken = true };
        var until = Until("The end: a date, a time, or a duration such as \"30 days\"; 90 days without");
        var format = FormatOption.OfList("requests");
        var command = new MeshCommand("request", "Ask for access to products, for yourself") { products, purpose, columns, until, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var names = result.GetValue(columns)?.SelectMany(each => each.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)).ToList();
            var form = new AccessRequestForm([.. result.GetValue(products)!.Select(Product)], result.GetValue(purpose)!, names is { Count: > 0 } ? names : null, EndOf(result, until));
            await using var list = new Listing(FormatOption.IsJson(result, format), ["request", .. Headings]);
            await list.AddPagesAsync<AccessRequest>(_ => mesh.GovernanceAsync(HttpMethod.Post, Requests, form, cancellationToken), AccessText.Of);
        });
    }

    private static Command CreateList()
    {
        var grants = new Option<bool>("--grants") { Description = "Grants, instead of requests" };
        var decide = new Option<bool>("--to-decide") { Description = "Only requests that you may decide about" };
        var product = new Option<string?>("--product") { Description = "Only of this product" };
        var principal = new Option<string?>("--principal") { Description = "Only of this person or service" };
        var format = FormatOption.OfList();
        var command = new MeshCommand("list", "List your requests, and those for products that you own or audit, the newest first") { grants, decide, product, principal, format };
        command.Validators.Add(result =>
        {
            if (result.GetValue(grants) && result.GetValue(decide))
            {
                result.AddError("--to-decide: is about requests, and --grants lists grants. Leave one of them out.");
            }
        });
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var (asGrants, asJson) = (result.GetValue(grants), FormatOption.IsJson(result, format));
            var query = $"?limit=500{QueryParameter.Of("product", result.GetValue(product))}{QueryParameter.Of("principal", result.GetValue(principal))}{(result.GetValue(decide) ? "&to_decide=true" : "")}";
            Task<JsonElement> Page(string? before) => mesh.GovernanceAsync(HttpMethod.Get, $"{(asGrants ? Grants : Requests)}{query}{QueryParameter.Of("before", before)}", body: null, cancellationToken);
            await (asGrants
                ? Listing.WriteAsync<AccessGrant>(asJson, GrantHeadings, Page, AccessText.Of, "There are no grants that you may see.")
                : Listing.WriteAsync<AccessRequest>(asJson, ["request", .. Headings], Page, AccessText.Of, "There are no such requests that you may see."));
        });
    }

    private static Command CreateDecision(string verb, string description)
    {
        var id = Id("request", "The request, as the list names it");
        var reason = ReasonOption.Create();
        var until = Until("An earlier end than was requested");
        var command = new MeshCommand(verb, description) { id, reason };
        if (verb == "approve")
        {
            command.Options.Add(until);
        }

        return command.Show<AccessRequest>(
            (result, mesh, cancellationToken) =>
            {
                var form = new AccessDecisionForm(result.GetValue(reason)!, verb == "approve" ? EndOf(result, until) : null);
                return mesh.GovernanceAsync(HttpMethod.Post, $"{Requests}/{result.GetValue(id)}/{verb}", form, cancellationToken);
            },
            AccessText.Of);
    }

    private static Command CreateWithdraw()
    {
        var id = Id("request", "Your request, as the list names it");
        var reason = new Option<string>("--reason") { Description = "Why, in a sentence", DefaultValueFactory = _ => "Taken back by who asked" };
        return new MeshCommand("withdraw", "Take back a request of yours that is not decided") { id, reason }.Show<AccessRequest>(
            (result, mesh, cancellationToken) => mesh.GovernanceAsync(HttpMethod.Post, $"{Requests}/{result.GetValue(id)}/withdraw", new AccessDecisionForm(result.GetValue(reason)!), cancellationToken),
            AccessText.Of);
    }

    private static Command CreateRevoke()
    {
        var id = Id("grant", "The grant, as the list names it");
        var reason = ReasonOption.Create();
        return new MeshCommand("revoke", "Take a grant back, as owner of the product, in the security seat, or as who has it") { id, reason }.Show<AccessGrant>(
            (result, mesh, cancellationToken) => mesh.GovernanceAsync(HttpMethod.Post, $"{Grants}/{result.GetValue(id)}/revoke", new AccessDecisionForm(result.GetValue(reason)!), cancellationToken),
            AccessText.Of);
    }

    private static Command CreateRenew()
    {
        var id = Id("grant", "Your grant, as the list names it");
        var until = Until("The new end; as long again as before without");
        return new MeshCommand("renew", "Ask for a grant of yours to go on") { id, until }.Show<AccessRequest>(
            async (result, mesh, cancellationToken) =>
                (await mesh.GovernanceAsync(HttpMethod.Post, $"{Grants}/{result.GetValue(id)}/renew", new AccessRenewalForm(EndOf(result, until)), cancellationToken)).GetProperty("items")[0],
            AccessText.Of);
    }

    private static Command CreateEffective()
    {
        var product = new Option<string?>("--product") { Description = "Who sees which columns of this product in clear" };
        var principal = new Option<string?>("--principal") { Description = "What this person or service sees by grants" };
        var column = new Option<string?>("--column") { Description = "Only this column" };
        var at = new Option<string?>("--at") { Description = "At this time, by the rules and grants of then, and not now" };
        return new MeshCommand("effective", "Show who sees what in clear, by which rule or grant") { product, principal, column, at }.Show<EffectiveAccess>(
            (result, mesh, cancellationToken) =>
            {
                var time = WrittenTime.Read(at.Name, result.GetValue(at), isEnd: false, isPast: true)?.ToString("O", CultureInfo.InvariantCulture);
                var query = $"{QueryParameter.Of("product", result.GetValue(product))}{QueryParameter.Of("principal", result.GetValue(principal))}{QueryParameter.Of("column", result.GetValue(column))}{QueryParameter.Of("at", time)}";
                return mesh.GovernanceAsync(HttpMethod.Get, $"access/effective?{query.TrimStart('&')}", body: null, cancellationToken);
            },
            AccessText.Of);
    }

    private static Argument<Guid> Id(string name, string description) => new(name) { Description = description };

    private static Option<string?> Until(string description) => new("--until") { Description = description };

    /// <summary>The product of a name.</summary>
    /// <exception cref="CliException">It cannot be one.</exception>
    public static DataProductId Product(string text) => DataProductId.TryParse(text, out var product, out var wrong) ? product : throw new CliException(CliExitCodes.Usage, wrong);

    // A date means its whole day.
    private static DateTimeOffset? EndOf(ParseResult result, Option<string?> option) => WrittenTime.Read(option.Name, result.GetValue(option), isEnd: true, isPast: false);
}
