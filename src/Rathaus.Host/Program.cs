using Rathaus.Host.Commands;

return await CommandTable.RunAsync(args);
