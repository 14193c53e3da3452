using System.CommandLine;
using MeshStarter.Cli.Remote;

namespace MeshStarter.Cli.Commands;

/// <summary><c>mesh query</c>: runs a SQL query and writes the rows to stdout.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string>("sql") { Description = "The question, such as \"SELECT * FROM orders.orders LIMIT 10\"; - reads it from standard input" };
        var format = new Option<string>("--format") { Description = "How rows are written: csv or json (an object a line)", DefaultValueFactory = _ => "csv" };
        format.AcceptOnlyFromAmong("csv", "json");
        var purpose = new Option<string?>("--purpose") { Description = "What the rows are read for; one of the token's purposes, where it has some" };
        purpose.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<string?>() is { } text && !(text.Length > 0 && text.All(c => c is >= ' ' and <= '~')))
            {
                result.AddError("--purpose: write letters, digits and signs of ASCII.");
            }
        });
        var options = new MeshOptions();
        var command = new Command("query", "Ask the mesh in SQL") { sql, format, purpose };
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            using var mesh = options.Open(result);
            // A file or another program gets the rows as they are.
            await using var output = Console.IsOutputRedirected ? Console.OpenStandardOutput() : new VisibleStream(Console.Out);
            var query = result.GetValue(sql)! is "-" ? await Console.In.ReadToEndAsync(cancellationToken) : result.GetValue(sql)!;
            await mesh.QueryAsync(query, result.GetValue(format) == "json" ? "application/x-ndjson" : "text/csv", result.GetValue(purpose), output, cancellationToken);
            return CliExitCodes.Success;
        });
        return command;
    }
}
