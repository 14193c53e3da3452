using System.CommandLine;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Lifecycle;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Products;

/// <summary><c>mesh products</c>: lists the products that the caller may see, or searches them.</summary>
internal static class ProductsCommand
{
    private const int PageSize = 100;
    private const int DefaultMatches = 20;

    public static Command Create()
    {
        var words = new Argument<string[]>("words") { Description = "Words of names, descriptions, columns, tags or owners; a product has all of them", Arity = ArgumentArity.ZeroOrMore };
        words.Validators.Add(result =>
        {
            if (result.Tokens.FirstOrDefault(token => token.Value.StartsWith('-')) is { } option)
            {
                result.AddError($"{Quoted.Text(option.Value)} is neither a word nor an option of this command.");
            }
        });
        var domain = Filter("--domain", "Only products of a domain; may be repeated");
        var kind = Filter("--kind", "Only source-aligned, aggregate or consumer-aligned products; may be repeated");
        var tag = Filter("--tag", "Only products with a column of a tag, such as pii; may be repeated");
        var limit = LimitOption.CreateOptional($"The most products; {DefaultMatches} in a search, else all");
        var format = FormatOption.OfList("products");
        var command = new MeshCommand("products", "List the data products that you may see, or find those that words match") { words, domain, kind, tag, limit, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            await using var list = new Listing(FormatOption.IsJson(result, format), "product", "owner", "description");
            (string Name, string[] Values)[] filters = [("domain", result.GetValue(domain)!), ("kind", result.GetValue(kind)!), ("tag", result.GetValue(tag)!)];
            var text = string.Join(' ', result.GetValue(words)!);
            if (text.Length == 0 && filters.All(filter => filter.Values.Length == 0))
            {
                await ListAsync(mesh, result.GetValue(limit), list, cancellationToken);
            }
            else
            {
                var parameters = filters.SelectMany(filter => filter.Values.Select(value => $"&{filter.Name}={Uri.EscapeDataString(value)}"));
                string[] wanted = [.. text.Length == 0 ? [] : new[] { Quoted.Text(text) }, .. filters.SelectMany(filter => filter.Values.Select(value => $"--{filter.Name} {VisibleText.Line(value)}"))];
                await SearchAsync(mesh, (text, string.Join(' ', wanted)), $"products?q={Uri.EscapeDataString(text)}{string.Concat(parameters)}", result.GetValue(limit) ?? DefaultMatches, list, cancellationToken);
            }
        });
    }

    private static Option<string[]> Filter(string name, string description) => new(name) { Description = description, DefaultValueFactory = _ => [] };

    private static async Task ListAsync(MeshRemote mesh, int? limit, Listing list, CancellationToken cancellationToken)
    {
        var hasMore = await list.AddPagesAsync<JsonElement>(
            (after, left) => mesh.GetAsync($"products?limit={Math.Min(left, PageSize)}{QueryParameter.Of("after", after)}", cancellationToken),
            Line,
            limit ?? int.MaxValue);
        if (hasMore)
        {
            await Console.Error.WriteLineAsync("There are more products: raise --limit.");
        }
    }

    private static Task SearchAsync(MeshRemote mesh, (string Text, string Wanted) words, string search, int limit, Listing list, CancellationToken cancellationToken) => list.AddPagesAsync<JsonElement>(
        async (cursor, left) =>
        {
            var page = await mesh.GetAsync($"{search}&limit={Math.Min(left, PageSize)}{QueryParameter.Of("cursor", cursor)}", cancellationToken);
            if (cursor is null)
            {
                await ReportAsync(page, words.Text, words.Wanted, limit);
            }

            return page;
        },
        Line,
        limit);

    private static async Task ReportAsync(JsonElement page, string text, string wanted, int limit)
    {
        var total = page.GetProperty("total").GetInt32();
        if (page.TryGetProperty("did_you_mean", out var meant) && meant.ValueKind == JsonValueKind.String)
        {
            await Console.Error.WriteLineAsync($"No product matches {Quoted.Text(text)}. These match {Quoted.Text(meant.GetString())}:");
        }

        if (total == 0)
        {
            await Console.Error.WriteLineAsync($"No product that you may see matches {wanted}.");
        }
        else if (total > limit)
        {
            await Console.Error.WriteLineAsync($"The first {limit} of {total} products; --limit {total} shows all.");
        }
    }

    private static string Line(JsonElement product) =>
        $"{product.GetProperty("name").GetString()} {product.GetProperty("version").GetString()}{Life(product)}\t{VisibleText.Line(product.GetProperty("owner").GetString())}\t{VisibleText.Line(product.GetProperty("description").GetString())}";

    private static string Life(JsonElement product) => product.TryGetProperty("retires_at", out var end) && product.TryGetProperty("state", out var state)
        ? $", {(state.GetString() == WireNames.Of(MajorVersionState.Retired) ? "retired since" : $"{VisibleText.Line(state.GetString())}, ends")} {Moment.Of(end.GetDateTimeOffset())}"
        : "";
}
