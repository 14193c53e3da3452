using System.CommandLine;
using MeshStarter.Cli.Remote;

namespace MeshStarter.Cli.Rows;

/// <summary><c>mesh query</c>: runs a SQL query and writes the rows to stdout, or to a file.</summary>
internal static class QueryCommand
{
    public static Command Create()
    {
        var sql = new Argument<string>("sql") { Description = "The question, such as \"SELECT * FROM orders.orders LIMIT 10\"; - reads it from standard input" };
        var output = new RowsOutput();
        var options = new MeshOptions();
        var command = new Command("query", "Ask the mesh in SQL; Ctrl+C cancels the query") { sql };
        output.AddTo(command);
        options.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            await output.WriteAsync(result, options, cancelled => ReadAsync(result.GetValue(sql)!, cancelled), cancellationToken);
            return CliExitCodes.Success;
        });
        return command;
    }

    private static async Task<string> ReadAsync(string given, CancellationToken cancellationToken)
    {
        var text = given is "-" ? await Console.In.ReadToEndAsync(cancellationToken) : given;
        return string.IsNullOrWhiteSpace(text) ? throw new CliException(CliExitCodes.Usage, "sql: must not be empty. Write a query, such as \"SELECT * FROM orders.orders LIMIT 10\".") : text;
    }
}
