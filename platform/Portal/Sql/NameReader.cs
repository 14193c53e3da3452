using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Contracts.Search;
using MeshStarter.Contracts.Texts;
using MeshStarter.Portal.Querying;

namespace MeshStarter.Portal.Sql;

/// <summary>Reads the names that the editor completes: of what the persona may discover, and no more at once than a list shows.</summary>
internal sealed class NameReader(MeshClient mesh, StatementClient statements)
{
    private const int Shown = 50;

    /// <summary>Gets products whose names contain a text as the catalog's search finds them, those that begin with it first; at most 50.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="containing">The text; empty for the products in use most. Before a dot is a domain.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceUnavailableException">The catalog does not answer.</exception>
    public async Task<IReadOnlyList<NamedProduct>> ProductsAsync(string persona, string containing, CancellationToken cancellationToken)
    {
        var dot = containing.IndexOf('.', StringComparison.Ordinal);
        var words = $"q={Uri.EscapeDataString(containing[(dot + 1)..])}{(dot > 0 ? $"&domain={Uri.EscapeDataString(containing[..dot])}" : "")}";
        using var response = await mesh.SendAsync(persona, MeshClient.Catalog, $"products?{words}&limit={Shown}", cancellationToken);
        return response.IsSuccessStatusCode
            ? [.. (await response.Content.ReadFromJsonAsync<ProductSearchPage>(MeshJson.Options, cancellationToken))!.Items
                .Select(product => new NamedProduct(product.Name.ToString(), VisibleText.Line(product.Description)))
                // The search finds words of descriptions and columns, too.
                .Where(product => product.Name.Contains(containing, StringComparison.OrdinalIgnoreCase))
                .OrderBy(product => Place(product.Name, containing))]
            // The text cannot be of a name.
            : [];
    }

    /// <summary>Gets the columns of a product; none where the persona may not discover it.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="product">The product, or a major version of it.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceUnavailableException">The catalog does not answer.</exception>
    public async Task<IReadOnlyList<NamedColumn>> ColumnsAsync(string persona, ProductReference product, CancellationToken cancellationToken)
    {
        using var response = await mesh.SendAsync(persona, MeshClient.Catalog, $"products/{product}", cancellationToken);
        return response.IsSuccessStatusCode
            ? [.. (await response.Content.ReadFromJsonAsync<ProductDetails>(MeshJson.Options, cancellationToken))!.Schema
                .Select(column => new NamedColumn(column.Name, column.Type.ToString()!, VisibleText.Line(column.Description)))]
            : [];
    }

    /// <summary>Gets the functions that a query may call; they are the same for every persona.</summary>
    /// <param name="persona">The persona who asks.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    /// <exception cref="ServiceException">The query proxy does not answer, or refuses.</exception>
    public async Task<IReadOnlyList<NamedFunction>> FunctionsAsync(string persona, CancellationToken cancellationToken)
    {
        var page = await statements.BeginAsync(persona, "SHOW FUNCTIONS", purpose: null, cancellationToken);
        List<IReadOnlyList<string?>> rows = [.. page.Rows];
        while (StatementPosition.Read(page.Next) is { } next)
        {
            page = await statements.PageAsync(persona, next, cancellationToken);
            rows.AddRange(page.Rows);
        }

        // Function, Return Type, Argument Types, Function Type, Deterministic, Description: a row a signature.
        return page.Error is { } error
            ? throw new ServiceRefusedException(error.Message)
            : [.. rows.GroupBy(row => row[0]!, StringComparer.Ordinal).Select(signatures => new NamedFunction(
                signatures.Key, $"({signatures.First()[2]}) {signatures.First()[1]}", signatures.Select(row => row[5]).FirstOrDefault(text => !string.IsNullOrEmpty(text)) ?? ""))];
    }

    private static int Place(string name, string containing) =>
        name.StartsWith(containing, StringComparison.OrdinalIgnoreCase) ? 0 : name.Contains("." + containing, StringComparison.OrdinalIgnoreCase) ? 1 : 2;
}

/// <summary>A product as completion offers it.</summary>
/// <param name="Name">Its name, <c>domain.product</c>.</param>
/// <param name="Description">Its purpose.</param>
internal sealed record NamedProduct(string Name, string Description);

/// <summary>A column as completion offers it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">Its type in the contract.</param>
/// <param name="Description">Its meaning.</param>
internal sealed record NamedColumn(string Name, string Type, string Description);

/// <summary>A function as completion offers it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Signature">The types of its first signature.</param>
/// <param name="Description">Its result.</param>
internal sealed record NamedFunction(string Name, string Signature, string Description);
