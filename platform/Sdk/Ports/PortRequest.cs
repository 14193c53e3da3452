using MeshStarter.Platform.Audit.Records;
using MeshStarter.Platform.Enforcement.Journal;
using MeshStarter.Policy.Decisions;
using MeshStarter.Sdk.Products;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MeshStarter.Sdk.Ports;

/// <summary>One request of an admitted reader at a port.</summary>
/// <param name="http">The request and its response.</param>
/// <param name="enforcement">Admits and records the reader.</param>
/// <param name="reader">The reader.</param>
/// <param name="enter">Admits the reader again.</param>
internal sealed class PortRequest(HttpContext http, PortEnforcementPoint enforcement, PortReader reader, Func<(PortReader? Reader, ProblemHttpResult? Problem)> enter)
{
    private PortReader _reader = reader;
    private GrantedReading? _reading;

    /// <summary>The parameters.</summary>
    public IQueryCollection Query => http.Request.Query;

    /// <summary>The response.</summary>
    public HttpResponse Response => http.Response;

    /// <summary>The product that is read.</summary>
    public OwnProduct Product => _reader.Product;

    /// <summary>The decision: row filters and masked columns.</summary>
    public PolicyDecision Decision => _reader.Decision;

    /// <summary>Whether a grant that the answer rests on has ended.</summary>
    public bool IsRevoked => _reading is { IsRevoked: true };

    /// <summary>Audits that the reader reads. It must be called before any row leaves.</summary>
    /// <exception cref="AuditUnavailableException">The decision cannot be audited, so it may not take effect.</exception>
    public AuditRecord Record() => enforcement.Record(_reader);

    /// <summary>Begins an answer. Its token is cancelled when the caller's request is, or when a grant that the reader reads by ends; its end is recorded.</summary>
    /// <param name="recorded">The record of the decision; null where that is recorded later.</param>
    /// <param name="columns">The columns of the answer; null for all of the contract's.</param>
    /// <param name="cancellationToken">The caller's request.</param>
    public GrantedReading Begin(AuditRecord? recorded, IReadOnlyList<string>? columns, CancellationToken cancellationToken) =>
        _reading = enforcement.Begin(_reader, recorded, columns, cancellationToken);

    /// <summary>Decides again, by the rules that apply now; returns the problem to answer with where the reader is not admitted any more.</summary>
    public ProblemHttpResult? Readmit()
    {
        var (again, refusal) = enter();
        _reader = again ?? _reader;
        return refusal;
    }
}
