using MeshStarter.Platform.Audit.Records;
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

    /// <inheritdoc cref="PortEnforcementPoint.Record"/>
    public AuditRecord Record() => enforcement.Record(_reader);

    /// <inheritdoc cref="PortEnforcementPoint.Begin"/>
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
