using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Remote;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Texts;
using MeshStarter.Platform.Audit.Records;

namespace MeshStarter.Cli.Audit;

/// <summary><c>mesh audit</c> itself: lists the records of the trail that the caller may see, newest first.</summary>
internal static class AuditListing
{
    private const int PageLimit = 500;

    public static Command Create()
    {
        var who = new Option<string?>("--who") { Description = "Only of this person or service" };
        var product = new Option<string?>("--product") { Description = "Only of this product, as domain.product" };
        var column = new Option<string?>("--column") { Description = "Only records that name this column: read, masked or requested" };
        var action = new Option<string?>("--action") { Description = "Only of this action, such as read, ended or access_decide" };
        action.AcceptOnlyFromAmong([.. AuditActions.All]);
        var decision = new Option<string?>("--decision") { Description = "Only what was permitted, or refused" };
        decision.AcceptOnlyFromAmong("permitted", "refused");
        var outcome = new Option<string?>("--outcome") { Description = "Only answers that ended so" };
        outcome.AcceptOnlyFromAmong([.. AuditOutcomes.All]);
        var from = new Option<string?>("--from") { Description = "Since then: a date, a time, or how long ago, such as \"2 days\"" };
        var to = new Option<string?>("--to") { Description = "Before then: a time, how long ago, or a date, whose whole day counts" };
        var limit = LimitOption.Create("The most records");
        var format = FormatOption.OfList();
        var command = new MeshCommand("audit", "Show who did what, the newest first: auditors see all, owners their products, a person their own records") { who, product, column, action, decision, outcome, from, to, limit, format };
        return command.Run((result, mesh, cancellationToken) =>
        {
            // A date as the end means its whole day.
            var since = WrittenTime.Read(from.Name, result.GetValue(from), isEnd: false, isPast: true);
            var before = WrittenTime.Read(to.Name, result.GetValue(to), isEnd: true, isPast: true);
            if (since >= before)
            {
                throw new CliException(CliExitCodes.Usage, $"--from: {Quoted.Text(result.GetValue(from)!)} is not before --to, {Quoted.Text(result.GetValue(to)!)}. Write an earlier --from, or a later --to.");
            }

            var query = string.Concat(
                QueryParameter.Of("subject", result.GetValue(who)),
                QueryParameter.Of("product", result.GetValue(product)),
                QueryParameter.Of("column", result.GetValue(column)),
                QueryParameter.Of("action", result.GetValue(action)),
                QueryParameter.Of("permit", result.GetValue(decision) switch { null => null, "permitted" => "true", _ => "false" }),
                QueryParameter.Of("outcome", result.GetValue(outcome)),
                QueryParameter.Of("from", since?.ToString("O", CultureInfo.InvariantCulture)),
                QueryParameter.Of("to", before?.ToString("O", CultureInfo.InvariantCulture)));
            return WriteAsync(mesh, query, result.GetValue(limit), FormatOption.IsJson(result, format), cancellationToken);
        });
    }

    private static async Task WriteAsync(MeshRemote mesh, string query, int limit, bool asJson, CancellationToken cancellationToken)
    {
        var scope = AuditScope.All;
        await using var list = new Listing(asJson, "at", "who", "action", "product", "decision", "reason");
        var hasOlder = await list.AddPagesAsync<AuditRecord>(
            async (before, left) =>
            {
                var answer = await mesh.GovernanceAsync(HttpMethod.Get, string.Create(CultureInfo.InvariantCulture, $"audit?limit={Math.Min(left, PageLimit)}{query}{QueryParameter.Of("before", before)}"), body: null, cancellationToken);
                scope = answer.GetProperty("scope").Deserialize<AuditScope>(MeshJson.Options);
                return answer;
            },
            AuditText.Of,
            limit);
        if (list.IsEmpty)
        {
            await Console.Error.WriteLineAsync("No record fits.");
        }

        if (hasOlder)
        {
            await Console.Error.WriteLineAsync("There are older records: raise --limit, or give an earlier --to.");
        }

        if (scope != AuditScope.All)
        {
            await Console.Error.WriteLineAsync(scope == AuditScope.Own ? "You see your own records." : "You see the records of the products that you may audit, and your own.");
        }
    }
}
