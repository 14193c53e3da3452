using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Registration;
using MeshStarter.Lake.Quality;
using MeshStarter.Sdk.Ports;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Hosting;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MeshStarter.Sdk.Registration;

/// <summary>
/// Step 8: registers each own product at start, and retries until the catalog answers. A product that the catalog refuses, or with
/// checks that can never run, is not published; the domain's other products are.
/// </summary>
internal sealed partial class ProductRegistrar(
    OwnProducts products, RegisteredProducts registered, CatalogClient catalog, IOptions<SdkOptions> options, TimeProvider time, ILogger<ProductRegistrar> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    // When a mesh starts the catalog takes a moment to answer, and this service is not ready before it does.
    private static readonly TimeSpan NoNews = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ShortDelay = TimeSpan.FromMilliseconds(200);

    // The product that was looked at last, and why it is not published. A catalog that is away is called again, and nothing is looked at or logged again.
    private (OwnProduct Product, RefusedVersion? Refused)? _looked;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var waiting = new Queue<OwnProduct>(products.All);
        var began = time.GetTimestamp();
        string? reported = null;
        while (waiting.TryPeek(out var product))
        {
            try
            {
                await RegisterAsync(product, stoppingToken);
                waiting.Dequeue();
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // The service is not ready before this is done: the cause of a delay is logged, once.
                if (reported != exception.Message && time.GetElapsedTime(began) >= NoNews)
                {
                    LogWaiting(logger, product.Name, reported = exception.Message, exception.ProgramFault());
                }

                await Task.Delay(time.GetElapsedTime(began) < NoNews ? ShortDelay : RetryDelay, time, stoppingToken);
            }
        }

        registered.Complete();
    }

    private async Task RegisterAsync(OwnProduct product, CancellationToken cancellationToken)
    {
        if (!ReferenceEquals(_looked?.Product, product))
        {
            _looked = (product, Look(product, cancellationToken));
        }

        if (_looked.Value.Refused is { } wrong)
        {
            await RefuseAsync(product, wrong, cancellationToken);
            return;
        }

        var registration = new ProductRegistration
        {
            Descriptor = product.Text,
            File = product.File,
            Ports = [.. product.Descriptor.Ports.Select(port => new PortLocation(port, PortKinds.Address(options.Value.PublicUrl, product.Id, port)))],
        };
        var (accepted, refusal) = await catalog.RegisterAsync(product.Name, product.Descriptor.Version, registration, cancellationToken);
        if (refusal is not null)
        {
            await RefuseAsync(product, refusal, cancellationToken);
            LogRefused(logger, product.Name, product.Descriptor.Version, refusal.Reason!);
            return;
        }

        registered.Add(product, accepted?.Stricter);
        LogRegistered(logger, product.Name, product.Descriptor.Version);
        foreach (var warning in accepted?.Warnings ?? [])
        {
            LogWarning(logger, product.Name, product.Descriptor.Version, warning);
        }

        if (accepted?.Stricter is { } stricter)
        {
            LogStricter(logger, product.Name, product.Descriptor.Version, string.Join("; ", stricter));
        }
    }

    private RefusedVersion? Look(OwnProduct product, CancellationToken cancellationToken)
    {
        if (DescriptorReader.Read(product.Text, product.File, Schema) is { IsValid: false } read)
        {
            var issues = string.Join("; ", read.Issues.Where(issue => issue.Severity == IssueSeverity.Error));
            LogWrong(logger, product.Name, product.Descriptor.Version, issues);
            return new RefusedVersion(product.Name, product.Descriptor.Version, Least: null, issues);
        }

        if (CheckTrial.Broken(product.Descriptor, Schema, time, cancellationToken) is { Count: > 0 } broken)
        {
            var reasons = string.Join(" ", broken.Select(result => $"{result.Check.Kind}: {result.Reason}"));
            LogBroken(logger, product.Name, product.Descriptor.Version, reasons, product.File);
            return new RefusedVersion(product.Name, product.Descriptor.Version, Least: null, $"{product.File}: {reasons}");
        }

        return null;
    }

    private async Task RefuseAsync(OwnProduct product, RefusedVersion refused, CancellationToken cancellationToken) => registered.Refuse(
        product,
        refused,
        await catalog.FindAsync(new ProductReference(product.Name, product.Id.Major), cancellationToken) ?? await catalog.FindAsync(new ProductReference(product.Name, Major: null), cancellationToken));

    // The plain name of a product with several major versions is the name of the default one, which the catalog knows.
    private IReadOnlyList<ColumnDefinition>? Schema(DataProductId name) =>
        products.All.Where(product => product.Name == name).ToList() is [var only] ? only.Descriptor.Schema : null;

    [LoggerMessage(3010, LogLevel.Information, "Registered {Product} {Version}")]
    private static partial void LogRegistered(ILogger logger, DataProductId product, ProductVersion version);

    [LoggerMessage(3015, LogLevel.Information, "{Product} {Version} declares less than other versions of it. Unless the mesh's rules approve that (declassify), their terms stay in force: {Stricter}")]
    private static partial void LogStricter(ILogger logger, DataProductId product, ProductVersion version, string stricter);

    [LoggerMessage(3016, LogLevel.Warning, "{Product} {Version}: {Warning}")]
    private static partial void LogWarning(ILogger logger, DataProductId product, ProductVersion version, string warning);

    [LoggerMessage(3011, LogLevel.Error, "{Product} {Version} is not published, the catalog refused it: {Reason}")]
    private static partial void LogRefused(ILogger logger, DataProductId product, ProductVersion version, string reason);

    [LoggerMessage(3013, LogLevel.Error, "{Product} {Version} is not published, fix its checks in {File} first: {Reasons}")]
    private static partial void LogBroken(ILogger logger, DataProductId product, ProductVersion version, string reasons, string file);

    [LoggerMessage(3014, LogLevel.Error, "{Product} {Version} is not published: {Issues}")]
    private static partial void LogWrong(ILogger logger, DataProductId product, ProductVersion version, string issues);

    [LoggerMessage(3012, LogLevel.Warning, "{Product} waits for the catalog, and this service with it: {Reason}")]
    private static partial void LogWaiting(ILogger logger, DataProductId product, string reason, Exception? fault);
}
