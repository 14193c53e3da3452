using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using MeshStarter.Cli.Commands;
using MeshStarter.Cli.Terminal;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Storage;
using MeshStarter.Contracts.Texts;

namespace MeshStarter.Cli.Products;

/// <summary><c>mesh product</c>: shows what the retention of a product removed, has deleted rows leave its bucket at once, has its current rows emitted again, and drops a version that no one uses.</summary>
internal static class ProductCommand
{
    public static Command Create() => new("product", "What is stored of a product, forgetting what was deleted, emitting current rows again, and dropping a version that no one uses") { CreateStorage(), CreateForget(), CreateRefill(), CreateDrop() };

    private static Command CreateStorage()
    {
        var product = ProductArgument.Create();
        var format = FormatOption.OfOne();
        var command = new MeshCommand("storage", "Show for each store how long rows stay, when that was last applied, and what went") { product, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var reference = result.GetValue(product);
            var answer = await mesh.GetAsync($"products/{reference.Product}/storage", cancellationToken);
            if (FormatOption.IsJson(result, format))
            {
                await Console.Out.WriteLineAsync(answer.GetRawText());
                return;
            }

            var storage = answer.Deserialize<ProductStorage>(MeshJson.Options)!;
            await using var list = new Listing(asJson: false, "version", "store", "terms", "applied", "removed");
            foreach (var store in storage.Stores.Where(store => reference.Major is null || store.Major == reference.Major))
            {
                await list.AddAsync(Text(store));
            }

            if (storage.Stores.Count == 0 && storage.IsComplete)
            {
                await Console.Error.WriteLineAsync($"{reference}: rows stay for ever: it has no retention.");
            }

            if (!storage.IsComplete)
            {
                await Console.Error.WriteLineAsync($"{reference}: its service does not answer, or a table cannot be read, so not all of it is known now.");
            }
        });
    }

    private static Command CreateForget()
    {
        var product = ProductArgument.Create();
        var format = FormatOption.OfOne();
        var command = new MeshCommand("forget", "Have rows that were deleted leave the bucket at once: expires every snapshot but the current one, and returns when no reader gets them, for those who may operate the product", callsDomain: true) { product, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var reference = result.GetValue(product);
            var answer = await mesh.ProductAsync(HttpMethod.Post, reference, "history/expire", body: null, cancellationToken);
            var isExpired = answer.TryGetProperty("expired_at", out var expired) && expired.ValueKind == JsonValueKind.String;
            await FormatOption.WriteAsync(result, format, answer, () => isExpired
                ? $"{reference}: no read that begins now returns a deleted row: every snapshot but the current one expired {Moment.Of(expired.GetDateTimeOffset())}. Reads that began before end, and the files are deleted, by {Moment.Of(answer.GetProperty("gone_by").GetDateTimeOffset())}."
                : $"{reference}: the expiry of every snapshot but the current one is requested and not done yet; until then reads of earlier snapshots return deleted rows. Call this again to wait for it.");
            if (answer.TryGetProperty("kept_by", out var kept) && kept.EnumerateArray().Select(name => VisibleText.Line(name.GetString())).ToList() is { Count: > 0 } names)
            {
                await Console.Error.WriteLineAsync($"{reference}: snapshots stay that these branches and tags keep: {string.Join(", ", names)}. Remove them, and call this again.");
            }

            return isExpired ? CliExitCodes.Success : CliExitCodes.Failed;
        });
    }

    private static Command CreateRefill()
    {
        var product = ProductArgument.Create();
        var format = FormatOption.OfOne();
        var command = new MeshCommand("refill", "Emit the current rows of a product again, such as after a new major version, which begins empty; for those who may operate the product, where its domain offers it", callsDomain: true) { product, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var reference = result.GetValue(product);
            for (var isComplete = false; !isComplete;)
            {
                var progress = await mesh.ProductAsync(HttpMethod.Post, reference, "refill", body: null, cancellationToken);
                isComplete = progress.GetProperty("is_complete").GetBoolean();
                var rows = Words.Count(progress.GetProperty("rows").GetInt64(), "row");
                if (isComplete)
                {
                    await FormatOption.WriteAsync(result, format, progress, () => $"{reference}: {rows} emitted again. Readers see them with the next publishes.");
                }
                else
                {
                    await Console.Error.WriteLineAsync($"{reference}: {rows} emitted by now.");
                }
            }
        });
    }

    private static Command CreateDrop()
    {
        var product = ProductArgument.Create();
        var dev = new Option<bool>("--dev") { Description = "Say that this is a mesh in Development, which is needed; elsewhere a version ends by its retirement" };
        var yes = Confirmation.Option();
        var format = FormatOption.OfOne();
        var command = new MeshCommand("drop", "Remove a major version without rows and without readers, in Development") { product, dev, yes, format };
        return command.Run(async (result, mesh, cancellationToken) =>
        {
            var reference = result.GetValue(product);
            if (!result.GetValue(dev))
            {
                throw new CliException(CliExitCodes.Usage, "--dev: a version is dropped in Development alone. Add --dev to say that this is such a mesh.");
            }

            if (reference.Major is not { } major)
            {
                throw new CliException(CliExitCodes.Usage, $"product: name the major version to drop, such as {reference.Product}@1.");
            }

            await Confirmation.RequireAsync(result.GetValue(yes), $"Drop {reference}?", cancellationToken);
            await mesh.DeleteAsync($"products/{reference.Product}/majors/{major}", cancellationToken);
            await FormatOption.WriteAsync(result, format, new { Product = $"{reference.Product}", Major = major, IsDropped = true }, () => $"{reference} is dropped. Take its folder away too: a start with it registers it again.");
        });
    }

    private static string Text(StoreRetention store)
    {
        var terms = DurationText.Format(store.Terms.Keep) + (store.Terms.By is { } by ? $" by {by}" : "");
        var ran = store.RanAt is { } at ? $"applied {Moment.Of(at)}" : "not applied yet";
        var went = store.RemovedAt is { } removed
            ? string.Create(CultureInfo.InvariantCulture, $"{Number(store.Removed)} went {Moment.Of(removed)}, {Number(store.TotalRemoved)} in all")
            : "nothing went yet";
        static string Number(long? count) => count?.ToString(CultureInfo.InvariantCulture) ?? "–";
        return string.Create(CultureInfo.InvariantCulture, $"@{store.Major}\t{WireNames.Of(store.Store)}\t{terms}\t{ran}\t{went}");
    }
}
