using MeshStarter.Contracts.Products;
using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Answers;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Access;
using MeshStarter.Sdk.Products;
using MeshStarter.ServiceDefaults.Identity;
using MeshStarter.ServiceDefaults.Problems;
using Microsoft.AspNetCore.Http;

namespace MeshStarter.Sdk.Ports;

/// <summary>Step 9 for rows that leave the service: admits readers at every port by the same steps.</summary>
internal sealed class PortEnforcementPoint(VisibleOwnProducts products, OwnMajorVersions majorVersions, DataAccess access, AnswerWatch answers, SourceConnections sources)
{
    /// <summary>
    /// Finds the product that a port's address names, adds the headers of a deprecation, and decides whether the caller may read it. Other errors of
    /// the request are answered later, because they reveal the contract, which only readers may see.
    /// </summary>
    /// <exception cref="RequestRefusedException">It may not, which is audited, or the product is not served.</exception>
    public PortReader Enter(HttpContext http, string product, PortType port)
    {
        var own = products.Find(http.User, product, port);
        var status = majorVersions.StatusOf(own);
        PortDeprecation.Notify(http.Response, status);
        var (bundle, principal) = (access.Bundle, http.User.ToPrincipal());
        var reader = new PortReader(principal, own, access.Decide(bundle, principal, own, PolicyAction.Read), status?.RetiresAt);
        if (reader.Decision.Permit)
        {
            return sources.Missing(own) is { } setting ? throw new RequestRefusedException(PortProblems.NoSource(own, setting)) : reader;
        }

        Record(reader);
        throw new RequestRefusedException(PortProblems.Denied(own, reader.Decision, access.IsBeyondGrants(bundle, principal, own)));
    }

    /// <summary>Audits that a reader reads. It must be called before any row leaves.</summary>
    /// <exception cref="AuditUnavailableException">The decision cannot be audited, so it may not take effect.</exception>
    /// <returns>The record, for <see cref="Begin"/>.</returns>
    public AuditRecord Record(PortReader reader) => access.Record(reader.Principal, reader.Product, reader.Decision);

    /// <summary>Begins an answer. Its token is cancelled when the caller's request is, or when the reader may see less of it; its end is recorded.</summary>
    /// <param name="reader">The reader.</param>
    /// <param name="recorded">The record of the decision; null where that is recorded later.</param>
    /// <param name="columns">The columns of the answer; null for all of the contract's.</param>
    /// <param name="cancellationToken">The caller's request.</param>
    public WatchedReading Begin(PortReader reader, AuditRecord? recorded, IReadOnlyList<string>? columns, CancellationToken cancellationToken) =>
        new(answers, access, reader, recorded, columns, cancellationToken);
}
