using System.Collections.Concurrent;
using System.Security.Claims;
using MeshStarter.Contracts.Products;
using MeshStarter.Portal.Querying;
using MeshStarter.ServiceDefaults.Identity;

namespace MeshStarter.Portal.Operations;

/// <summary>Reads the reports of domains' own services, all within the time that a page waits.</summary>
internal sealed class DomainReportReader(MeshClient mesh)
{
    private const int AtOnce = 4;

    // Bytes. Each answer is a few numbers, and every reader of the page requests those of all domains.
    private const int LargestReport = 1 << 20;

    private static readonly WaitingRows Unknown = new(null, null, null);

    /// <summary>Gets the report of each domain of some products. A domain that does not answer delays no other.</summary>
    /// <param name="user">The user.</param>
    /// <param name="products">The products.</param>
    /// <param name="cancellationToken">Canceled when the reader has left.</param>
    public async Task<IReadOnlyDictionary<string, DomainReport>> ReadAsync(ClaimsPrincipal user, IEnumerable<DataProductId> products, CancellationToken cancellationToken)
    {
        using var wait = new PageWait(cancellationToken);
        var reports = await Task.WhenAll(products.GroupBy(product => product.Domain, StringComparer.Ordinal).Select(async domain =>
            (domain.Key, Report: await ReadAsync(user, domain.Key, domain, wait, cancellationToken))));
        return reports.ToDictionary(each => each.Key, each => each.Report, StringComparer.Ordinal);
    }

    private async Task<DomainReport> ReadAsync(ClaimsPrincipal user, string domain, IEnumerable<DataProductId> products, PageWait wait, CancellationToken cancellationToken)
    {
        var waiting = new ConcurrentDictionary<DataProductId, WaitingRows>();
        if (!mesh.KnowsDomain(domain))
        {
            return new DomainReport(waiting, null, null);
        }

        string? failure = null;
        var import = FindAsync<ImportAnswer>("import", null);
        if (MayOperate(user, domain))
        {
            await Parallel.ForEachAsync(products, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken }, async (product, _) =>
            {
                if (await FindAsync($"products/{product.Product}/publishing", Unknown) is { } rows)
                {
                    waiting[product] = rows;
                }
            });
        }

        return new DomainReport(waiting, await import, failure);

        async Task<T?> FindAsync<T>(string path, T? unknown)
            where T : class
        {
            try
            {
                using var response = await mesh.SendAsync(user.Identity!.Name!, domain, path, wait.Token, seconds: 3, LargestReport);
                return response.IsSuccessStatusCode ? await response.ReadAnswerAsync<T>(domain, wait.Token) : null;
            }
            catch (ServiceException exception)
            {
                failure = exception.Message;
            }
            catch (OperationCanceledException) when (wait.IsOver)
            {
                failure = $"{domain} does not answer in time.";
            }

            return unknown;
        }
    }

    // A refusal would be a line of the audit trail for each product: those who may not operate it do not try.
    private static bool MayOperate(ClaimsPrincipal user, string domain) =>
        user.HasClaim(MeshClaims.Domain, domain) || user.HasClaim(MeshClaims.Roles, MeshRoles.PlatformAdmin);
}
