using Rathaus.Benchmarks;

return await BenchRunner.RunAsync(args);
