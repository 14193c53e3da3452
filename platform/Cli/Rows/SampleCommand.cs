using System.CommandLine;
using System.Globalization;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Contracts.Products;

namespace MeshStarter.Cli.Rows;

/// <summary><c>mesh sample</c>: writes a few rows of a product, as the caller may see them.</summary>
internal static class SampleCommand
{
    private const int UsualRows = 10;
    private const int MostRows = 10_000;

    public static Command Create()
    {
        var product = ProductArgument.Create();
        var limit = BoundedOption.Create("--limit", "The number of rows", 1, MostRows, UsualRows);
        var output = new RowsOutput();
        var options = new MeshOptions();
        var command = new Command("sample", "Show a few rows of a product, as you may see them") { product, limit };
        output.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            var sql = string.Create(CultureInfo.InvariantCulture, $"SELECT * FROM {Table(result.GetValue(product))} LIMIT {result.GetValue(limit)}");
            await output.WriteAsync(result, options, _ => Task.FromResult(sql), cancellationToken);
            return CliExitCodes.Success;
        });
        return command;
    }

    // A product may have a word of SQL as its name.
    private static string Table(ProductReference product) =>
        $"\"{product.Product.Domain}\".\"{product.Product.Product}{(product.Major is { } major ? string.Create(CultureInfo.InvariantCulture, $"@{major}") : "")}\"";
}
