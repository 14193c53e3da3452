using System.Diagnostics;

namespace MeshStarter.Mesh.Benchmarks;

/// <summary>Marks that ascend, each with the time of its event, until an observer sees a mark that is not before it.</summary>
internal sealed class Pending<TMark>
    where TMark : IComparable<TMark>
{
    private readonly Queue<(TMark Mark, long At)> _waiting = new();

    /// <summary>Adds a mark that is to be seen.</summary>
    public void Add(TMark mark, long at)
    {
        lock (_waiting)
        {
            _waiting.Enqueue((mark, at));
        }
    }

    /// <summary>Observes the newest mark again and again, until a task has ended and all its marks were seen.</summary>
    /// <returns>The time from each event to the end of the observation that saw it.</returns>
    /// <exception cref="TimeoutException">Marks were not seen in time after the end of the task.</exception>
    public async Task<Durations> ObserveAsync(Func<Task<TMark>> newest, TimeSpan pause, Task adding, TimeSpan patience)
    {
        var (seen, ended) = (new Durations(), Stopwatch.GetTimestamp());
        while (!adding.IsCompleted || IsAnyLeft())
        {
            if (!adding.IsCompleted)
            {
                ended = Stopwatch.GetTimestamp();
            }
            else if (Stopwatch.GetElapsedTime(ended) > patience)
            {
                throw new TimeoutException("Marks were not seen.");
            }

            await Task.Delay(pause);
            var mark = await newest();
            var now = Stopwatch.GetTimestamp();
            lock (_waiting)
            {
                while (_waiting.TryPeek(out var oldest) && oldest.Mark.CompareTo(mark) <= 0)
                {
                    _waiting.Dequeue();
                    seen.Add(Stopwatch.GetElapsedTime(oldest.At, now));
                }
            }
        }

        return seen;
    }

    private bool IsAnyLeft()
    {
        lock (_waiting)
        {
            return _waiting.Count > 0;
        }
    }
}
