using MeshStarter.Platform.Sql.Failures;
using Microsoft.Extensions.Options;

namespace MeshStarter.QueryProxy.Execution;

/// <summary>
/// Admits queries to the workers: at most <see cref="QueryOptions.Workers"/> at the same time, and of one subject
/// <see cref="QueryOptions.WorkersPerSubject"/>. The others wait, each subject's in a queue of its own. A free worker goes to the subject with the
/// fewest running queries, among equals to the one that was admitted longest ago. A subject without a waiting query finds a place when others have
/// filled the queue: as many places again are kept for the first queries of subjects.
/// </summary>
internal sealed class QueryQueue(IOptions<QueryOptions> options)
{
    private readonly QueryOptions _options = options.Value;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, SubjectQueue> _subjects = new(StringComparer.Ordinal);
    private int _running;
    private int _waiting;
    private long _admitted;

    /// <summary>Waits until the query may have a worker. Disposal of the answer admits the next query.</summary>
    /// <param name="subject">The caller.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="QueryFailedException">The subject's queue is full, or that of all.</exception>
    public async Task<IDisposable> EnterAsync(string subject, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SubjectQueue own;
        LinkedListNode<TaskCompletionSource<IDisposable>> place;
        lock (_lock)
        {
            own = _subjects.GetValueOrDefault(subject) ?? new SubjectQueue(subject);
            if (MayRun_NeedsLock(own))
            {
                return Admit_NeedsLock(own);
            }

            RequirePlace_NeedsLock(own);
            place = own.Waiting.AddLast(new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously));
            _subjects[subject] = own;
            _waiting++;
        }

        await using var cancellation = cancellationToken.Register(() => Leave(own, place, cancellationToken));
        return await place.Value.Task;
    }

    private bool MayRun_NeedsLock(SubjectQueue queue) => _running < _options.Workers && queue.Running < _options.WorkersPerSubject;

    private AdmittedQuery Admit_NeedsLock(SubjectQueue queue)
    {
        _subjects[queue.Subject] = queue;
        _running++;
        queue.Running++;
        queue.LastAdmitted = ++_admitted;
        return new AdmittedQuery(this, queue);
    }

    private void RequirePlace_NeedsLock(SubjectQueue queue)
    {
        if (queue.Waiting.Count >= _options.QueueLimitPerSubject)
        {
            throw Full($"Too many queued queries of '{queue.Subject}': {queue.Running} run and {queue.Waiting.Count} wait, and one subject may have {_options.WorkersPerSubject} running and {_options.QueueLimitPerSubject} waiting (Mesh:Query:QueueLimitPerSubject). Try again in a moment.");
        }

        var limit = queue.Waiting.Count == 0 ? 2L * _options.QueueLimit : _options.QueueLimit;
        if (_waiting >= limit)
        {
            throw Full($"Too many queued queries: {_running} run and {_waiting} wait, and all subjects together may have {_options.QueueLimit} waiting (Mesh:Query:QueueLimit). Try again in a moment.");
        }
    }

    private static QueryFailedException Full(string message) => new(new QueryFailure(TrinoErrorCode.QueryQueueFull, message));

    private void Leave(SubjectQueue queue, LinkedListNode<TaskCompletionSource<IDisposable>> place, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (place.List is null)
            {
                // It was admitted first.
                return;
            }

            queue.Waiting.Remove(place);
            _waiting--;
            Forget_NeedsLock(queue);
        }

        place.Value.TrySetCanceled(cancellationToken);
    }

    private void End(SubjectQueue queue)
    {
        lock (_lock)
        {
            _running--;
            queue.Running--;
            while (_subjects.Values.Where(candidate => candidate.Waiting.Count > 0 && MayRun_NeedsLock(candidate))
                .MinBy(candidate => (candidate.Running, candidate.LastAdmitted)) is { } next)
            {
                var place = next.Waiting.First!;
                next.Waiting.RemoveFirst();
                _waiting--;
                place.Value.TrySetResult(Admit_NeedsLock(next));
            }

            Forget_NeedsLock(queue);
        }
    }

    private void Forget_NeedsLock(SubjectQueue queue)
    {
        if (queue is { Running: 0, Waiting.Count: 0 })
        {
            _subjects.Remove(queue.Subject);
        }
    }

    /// <summary>One subject's queries.</summary>
    private sealed class SubjectQueue(string subject)
    {
        public string Subject { get; } = subject;

        public LinkedList<TaskCompletionSource<IDisposable>> Waiting { get; } = new();

        public int Running { get; set; }

        public long LastAdmitted { get; set; }
    }

    private sealed class AdmittedQuery(QueryQueue queue, SubjectQueue subject) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                queue.End(subject);
            }
        }
    }
}
