namespace MeshStarter.Catalog.Slo;

/// <summary>Requests the health of each domain, once a round. A domain that has not answered yet counts as not measured while the mesh starts.</summary>
internal sealed partial class DomainAnswers(DomainProbe probe, ILogger<DomainAnswers> logger)
{
    // A round in which hundreds of domains do not answer ends within the lease on measuring.
    private const int AtOnce = 64;

    // When a mesh starts its services do not answer yet.
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    private readonly HashSet<string> _heardOf = new(StringComparer.Ordinal);
    private DateTimeOffset _since;

    /// <summary>Begins to measure, as if no domain had answered yet.</summary>
    public void Begin(DateTimeOffset now)
    {
        _since = now;
        _heardOf.Clear();
    }

    /// <summary>Returns the answers of the products' domains.</summary>
    public async Task<IReadOnlyDictionary<string, DomainAnswer>> RequestAsync(IReadOnlyCollection<MeasuredProduct> measured, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var domains = measured.Where(product => product.Ports.Count > 0).GroupBy(product => product.Id.Product.Domain, StringComparer.Ordinal).ToList();
        var answers = new DomainAnswer[domains.Count];
        await Parallel.ForAsync(
            0, domains.Count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
            async (index, token) => answers[index] = await probe.RequestAsync(domains[index].Key, domains[index].First().Ports[0].Url, token));
        for (var index = 0; index < answers.Length; index++)
        {
            var domain = domains[index].Key;
            if (answers[index] is DomainAnswer.Healthy)
            {
                _heardOf.Add(domain);
            }
            else if (answers[index] is DomainAnswer.Away && now - _since < StartTime && !_heardOf.Contains(domain))
            {
                answers[index] = new DomainAnswer.NotMeasured("The mesh starts.");
            }
            else if (answers[index] is DomainAnswer.NotMeasured unknown)
            {
                LogNotMeasured(logger, domain, unknown.Reason);
            }
        }

        return domains.Select(domain => domain.Key).Zip(answers).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
    }

    [LoggerMessage(2221, LogLevel.Debug, "The products of {Domain} are not measured: {Reason}")]
    private static partial void LogNotMeasured(ILogger logger, string domain, string reason);
}
